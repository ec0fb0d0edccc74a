package dev.ringo.testkit.simulation;

import dev.ringo.replication.Epoch;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.Protocol.ClaimReply;
import dev.ringo.replication.Protocol.CopyGone;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.NodeId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A node: its store, and whether it is there. */
final class Node {

  private enum State {
    UP,
    DOWN,
    RETIRED
  }

  private final World world;
  private final int index;
  private final NodeId id;
  private final boolean durable;
  private final Map<Chunk, StoredCopy> copies = new LinkedHashMap<>();

  /** Copies that were dropped here: they are never made again. */
  private final Map<Chunk, Set<ReplicaId>> dropped = new HashMap<>();

  private State state = State.UP;
  private long store = 1;

  /** Is it down with nothing left? */
  private boolean empty;

  /** Since when the others have it out of the cluster; -1 if they do not. */
  private long expelledAt = -1;

  private boolean full;

  Node(World world, int index, NodeId id, boolean durable) {
    this.world = world;
    this.index = index;
    this.id = id;
    this.durable = durable;
  }

  int index() {
    return index;
  }

  NodeId id() {
    return id;
  }

  long store() {
    return store;
  }

  /** Who answers here for a chunk that it has no copy of. */
  ReplicaId nobody() {
    return new ReplicaId(id, store, 0);
  }

  boolean isUp() {
    return state == State.UP;
  }

  boolean isRetired() {
    return state == State.RETIRED;
  }

  boolean isDurable() {
    return durable;
  }

  /** Does it refuse new entries for want of room? */
  boolean isFull() {
    return full;
  }

  void full(boolean isFull) {
    full = isFull;
  }

  /**
   * Is this replica of a chunk here, up or down, with all that it ever persisted, or to be made?
   */
  boolean has(Chunk chunk, ReplicaId replica) {
    return state != State.RETIRED
        && replica.store() == store
        && !hasDropped(chunk, replica)
        && copyOf(chunk).is(replica);
  }

  private boolean hasDropped(Chunk chunk, ReplicaId replica) {
    return dropped.getOrDefault(chunk, Set.of()).contains(replica);
  }

  /** Is it a member, as far as the others know? One that is down may come back with its store. */
  boolean isMember() {
    return state != State.RETIRED && !empty && expelledAt < 0;
  }

  boolean isExpelled() {
    return expelledAt >= 0;
  }

  /** For how long the others have had it out of the cluster. */
  long expelledFor() {
    return world.timeline().now() - expelledAt;
  }

  /** The others take it for dead, and never listen to this life of it again. */
  void expel() {
    expelledAt = world.timeline().now();
  }

  StoredCopy copyOf(Chunk chunk) {
    return copies.computeIfAbsent(chunk, missing -> new StoredCopy(world, this, chunk, Epoch.NONE));
  }

  /** Takes a copy away that its owner has in no list any more. */
  void drop(Chunk chunk, ReplicaId copy) {
    dropped.computeIfAbsent(chunk, none -> new HashSet<>()).add(copy);
    Epoch promised = copyOf(chunk).log().promised();
    copies.put(chunk, new StoredCopy(world, this, chunk, promised));
    world.figures().count(Figure.DROPPED_COPIES);
    world.trace().note(() -> this + " drops " + copy);
  }

  Collection<StoredCopy> copies() {
    return copies.values();
  }

  /** A message for whatever store this node has now. */
  void receive(Chunk chunk, Consumer<StoredCopy> message) {
    if (isUp()) {
      message.accept(copyOf(chunk));
    }
  }

  /** Is this replica here, and has it begun to be? */
  boolean holds(Chunk chunk, ReplicaId replica) {
    return copyOf(chunk).log().exists() && has(chunk, replica);
  }

  /** A message for one copy on this node; no other one takes it. */
  void receive(ReplicaId addressee, Chunk chunk, Consumer<StoredCopy> message) {
    if (isUp() && holds(chunk, addressee)) {
      message.accept(copyOf(chunk));
    }
  }

  /** A claim, which may make the copy that it is for. */
  void claim(Chunk chunk, Claim claim, Consumer<ClaimReply> reply) {
    if (!isUp()) {
      return;
    }
    if (claim.copy().store() != store || hasDropped(chunk, claim.copy())) {
      reply.accept(new CopyGone(claim.epoch()));
    } else if (copyOf(chunk).is(claim.copy())) {
      copyOf(chunk).claim(claim, reply);
    }
  }

  void crash(boolean loseStore) {
    state = State.DOWN;
    copies.values().forEach(StoredCopy::crash);
    if (loseStore) {
      copies.clear();
      dropped.clear();
      empty = true;
      store += world.rules().lossMakesNewStore() ? 1 : 0;
    }
  }

  void restart() {
    if (state == State.DOWN) {
      state = State.UP;
      empty = false;
      expelledAt = -1;
      copies.values().forEach(StoredCopy::restart);
      for (Chunk chunk : world.chunks()) {
        chunk.owners().forEach(this::tellRestarted);
      }
    }
  }

  private void tellRestarted(Owner owner) {
    world
        .timeline()
        .in(
            world.random().nextInt(1, 30),
            () -> owner + " hears that " + this + " is back",
            () -> owner.restarted(this));
  }

  void retire() {
    crash(true);
    state = State.RETIRED;
    expelledAt = -1;
  }

  @Override
  public String toString() {
    return "n" + index;
  }
}
