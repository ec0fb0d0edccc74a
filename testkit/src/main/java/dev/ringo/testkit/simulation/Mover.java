package dev.ringo.testkit.simulation;

import dev.ringo.replication.Copies;
import dev.ringo.replication.Ownership;
import dev.ringo.replication.ReplicaId;
import java.util.List;
import java.util.Optional;

/**
 * Replaces the copies that are gone, and moves some for no reason but to see that moving is safe.
 */
final class Mover {

  private final World world;
  private final Owner owner;
  private final Ownership ownership;
  private final int wanted;
  private ReplicaId learner;

  Mover(World world, Owner owner) {
    this.world = world;
    this.owner = owner;
    this.ownership = owner.ownership();
    this.wanted = world.scenario().copies();
  }

  void tick() {
    if (!owner.isServing() || !world.chance(40)) {
      return;
    }
    Copies now = ownership.copies();
    Optional<ReplicaId> gone = now.members().stream().filter(copy -> !isHere(copy)).findFirst();
    boolean removeFirst = gone.isPresent() && now.members().size() > 1 && isReckless();
    if (now.members().size() > wanted || removeFirst) {
      change(now.without(gone.orElseGet(() -> world.pick(now.members()))));
    } else if (learner != null) {
      admit(now);
    } else if (gone.isPresent() || now.members().size() < wanted || isRestless()) {
      findLearner(now);
    }
  }

  private boolean isHere(ReplicaId copy) {
    return world.nodeOf(copy).has(copy);
  }

  private boolean isRestless() {
    return !world.isHealed() && world.chance(world.scenario().movesPercent());
  }

  /** Shall it do what is safe, though not wise? */
  private boolean isReckless() {
    return !world.isHealed() && world.chance(10);
  }

  private void findLearner(Copies now) {
    List<ReplicaId> candidates =
        world.nodes().stream()
            .filter(Node::isUp)
            .map(Node::replica)
            .filter(replica -> !now.contains(replica))
            .toList();
    if (!candidates.isEmpty()) {
      learner = world.pick(candidates);
      ownership.addLearner(learner);
      world.trace().note(() -> owner + " gets a learner: " + world.nodeOf(learner));
    }
  }

  private void admit(Copies now) {
    Link link = owner.links().get(learner);
    if (!isHere(learner) || link == null) {
      learner = null;
    } else if (link.matched() >= ownership.committed() || isReckless()) {
      change(now.with(learner));
    }
  }

  private void change(Copies next) {
    if (ownership.changeCopies(next)) {
      learner = null;
      world.figures().count(Figure.CHANGES_OF_COPIES);
      world.trace().note(() -> owner + " changes the copies to " + next);
    }
  }
}
