package dev.ringo.testkit.simulation;

import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.NodeId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
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
  private State state = State.UP;
  private long store = 1;
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

  ReplicaId replica() {
    return new ReplicaId(id, store);
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

  /** Is this replica here, up or down, with all that it ever persisted? */
  boolean has(ReplicaId replica) {
    return state != State.RETIRED && replica().equals(replica);
  }

  StoredCopy copyOf(Chunk chunk) {
    return copies.computeIfAbsent(chunk, missing -> new StoredCopy(world, this, chunk));
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

  /** A message for one store of this node; no other one takes it. */
  void receive(ReplicaId addressee, Chunk chunk, Consumer<StoredCopy> message) {
    if (addressee.equals(replica())) {
      receive(chunk, message);
    }
  }

  void crash(boolean loseStore) {
    state = State.DOWN;
    copies.values().forEach(StoredCopy::crash);
    if (loseStore) {
      copies.clear();
      store += world.rules().lossMakesNewStore() ? 1 : 0;
    }
  }

  void restart() {
    if (state == State.DOWN) {
      state = State.UP;
      copies.values().forEach(StoredCopy::restart);
      ReplicaId back = replica();
      for (Chunk chunk : world.chunks()) {
        chunk.owners().forEach(owner -> tellRestarted(owner, back));
      }
    }
  }

  private void tellRestarted(Owner owner, ReplicaId back) {
    world
        .timeline()
        .in(
            world.random().nextInt(1, 30),
            () -> owner + " hears that " + this + " is back",
            () -> owner.restarted(back));
  }

  void retire() {
    crash(true);
    state = State.RETIRED;
  }

  @Override
  public String toString() {
    return "n" + index;
  }
}
