package dev.ringo.testkit.simulation;

import dev.ringo.replication.Copies;
import dev.ringo.replication.CopyPlan;
import dev.ringo.replication.CopyPlan.AddLearner;
import dev.ringo.replication.CopyPlan.Change;
import dev.ringo.replication.CopyPlan.DropLearner;
import dev.ringo.replication.CopyPlan.Step;
import dev.ringo.replication.Ownership;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Brings an owner's copies to where they are wanted, and tells its ownership which it need not wait
 * for and which are lost, as the keeper of a domain entity does in production. What that has of the
 * cluster's membership, this has of the world itself.
 */
final class Keeper {

  /** How long the others have had a node out of the cluster before they go on for good. */
  private static final int GIVEN_UP_MILLIS = 200;

  private final World world;
  private final Chunk chunk;
  private final Owner owner;

  Keeper(World world, Chunk chunk, Owner owner) {
    this.world = world;
    this.chunk = chunk;
    this.owner = owner;
  }

  void tick() {
    Ownership ownership = owner.ownership();
    ownership.fed().stream().filter(this::isLost).forEach(ownership::gone);
    excuse(ownership);
    if (owner.isServing() && world.chance(40)) {
      if (isReckless()) {
        changeAtRandom();
      } else if (ownership.isListCommitted()) {
        plan().next().ifPresent(this::act);
      }
    }
  }

  /** Is there nothing to see to? */
  boolean isSettled() {
    return owner.ownership().isSettled() && plan().isDone();
  }

  private boolean isLost(ReplicaId copy) {
    Node node = world.nodeOf(copy);
    return !owner.node().isExpelled()
        && world.chance(30)
        && (node.isExpelled()
            ? !node.isDurable() && node.expelledFor() > GIVEN_UP_MILLIS
            : node.isRetired() || node.store() != copy.store());
  }

  private void excuse(Ownership ownership) {
    List<ReplicaId> copies = ownership.required();
    Set<ReplicaId> out = new TreeSet<>();
    Set<ReplicaId> slow = new TreeSet<>();
    for (ReplicaId copy : copies) {
      if (isOutOfReach(copy)) {
        out.add(copy);
      } else if (catchesUp(copy) || (!world.isHealed() && world.chance(3))) {
        slow.add(copy);
      }
    }
    ownership.excuse(out, slow, this::mayBeLeftOut);
  }

  private boolean catchesUp(ReplicaId copy) {
    Ownership ownership = owner.ownership();
    return ownership.isExcused(copy) && ownership.matchOf(copy) < ownership.committed();
  }

  private boolean isOutOfReach(ReplicaId copy) {
    Node node = world.nodeOf(copy);
    return !node.has(chunk, copy) || !world.areInContact(owner.node(), node);
  }

  /** One whose end can be seen, or one that most of the cluster can be reached without. */
  private boolean mayBeLeftOut(ReplicaId copy) {
    Node node = world.nodeOf(copy);
    boolean ended = !node.isUp() || !node.has(chunk, copy);
    return (ended && world.network().areConnected(owner.node().index(), node.index()))
        || (world.hearsMajority(owner.node()) && (ended || world.chance(30)));
  }

  private CopyPlan plan() {
    Ownership ownership = owner.ownership();
    Map<NodeId, Long> stores = new HashMap<>();
    world.nodes().stream()
        .filter(Node::isMember)
        .forEach(node -> stores.put(node.id(), node.store()));
    return new CopyPlan(
        ownership.copies(),
        ownership.learners(),
        ownership.committed(),
        chunk.wanted().stream().filter(stores::containsKey).toList(),
        stores,
        ownership.copies().members().stream()
            .filter(ownership::isGone)
            .collect(Collectors.toUnmodifiableSet()),
        waitedFor(stores));
  }

  private Set<ReplicaId> waitedFor(Map<NodeId, Long> stores) {
    Set<ReplicaId> absent = new HashSet<>(owner.ownership().copies().members());
    absent.removeIf(
        copy -> stores.containsKey(copy.node()) || world.isHealed() || world.chance(50));
    return absent;
  }

  private void act(Step step) {
    Ownership ownership = owner.ownership();
    world.trace().note(() -> owner + " plans " + step);
    if (step instanceof AddLearner add) {
      ownership.addLearner(new ReplicaId(add.node(), add.store(), world.random().nextLong()));
    } else if (step instanceof DropLearner drop) {
      ownership.dropLearner(drop.learner());
    } else if (step instanceof Change change) {
      change(change.next());
    }
  }

  private void change(Copies next) {
    if (owner.ownership().changeCopies(next)) {
      world.figures().count(Figure.CHANGES_OF_COPIES);
      world.trace().note(() -> owner + " changes the copies to " + next);
    }
  }

  /** Shall it do what is safe, though not wise? */
  private boolean isReckless() {
    return !world.isHealed() && world.chance(world.scenario().movesPercent() / 10);
  }

  private void changeAtRandom() {
    Copies now = owner.ownership().copies();
    Set<ReplicaId> learners = owner.ownership().learners().keySet();
    Optional<ReplicaId> learner =
        learners.stream().filter(copy -> world.nodeOf(copy).holds(chunk, copy)).findFirst();
    if (learner.isPresent()) {
      change(now.with(learner.get()));
    } else if (now.members().size() > 1) {
      change(now.without(world.pick(now.members())));
    }
  }
}
