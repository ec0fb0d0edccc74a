package dev.ringo.domain;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.ringo.catalog.Catalog;
import dev.ringo.cluster.ClusterView;
import dev.ringo.cluster.Membership;
import dev.ringo.domain.DomainEntity.LookAfter;
import dev.ringo.replica.LocalCopies;
import dev.ringo.replica.PublishedCopy;
import dev.ringo.replication.CopyPlan;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks through the copies on this node, over and over, and wakes the owner of every chunk whose
 * copies are not where the ring wants them, as far as the copy here knows: nobody else may ask for
 * that chunk.
 */
final class Caretaker {

  static final String NAME = "ringo-caretaker";

  enum Tick {
    INSTANCE
  }

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int MOST_TELLS = 120;

  private final LocalCopies local;
  private final ClusterView view;
  private final Catalog catalog;
  private final int mostPerTick;
  private final Consumer<LookAfter> owners;

  /** How often owners were told that this node lost its copy. */
  private final Map<ChunkId, Integer> tellsOfLost = new HashMap<>();

  /** The chunk that was looked at last. */
  private Optional<ChunkId> last = Optional.empty();

  private Caretaker(ActorSystem<?> system, int mostPerSecond, Consumer<LookAfter> owners) {
    this.local = LocalCopies.get(system);
    this.view = ClusterView.get(system);
    this.catalog = Catalog.get(system);
    this.mostPerTick = mostPerSecond;
    this.owners = owners;
  }

  /**
   * The caretaker of a node.
   *
   * @param mostPerSecond owners that are woken
   * @param owners takes the messages to them
   */
  static Behavior<Tick> create(int mostPerSecond, Consumer<LookAfter> owners) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
                  Caretaker caretaker = new Caretaker(context.getSystem(), mostPerSecond, owners);
                  return Behaviors.receiveMessage(
                      tick -> {
                        caretaker.look();
                        return Behaviors.same();
                      });
                }));
  }

  /** Goes on where it stopped, so that a node that holds much gets through it too. */
  private void look() {
    int woken = 0;
    for (PublishedCopy copy : local.after(last)) {
      if (woken == mostPerTick) {
        return;
      }
      last = Optional.of(copy.info().id());
      // The list of domains is rebuilt from what the nodes hold.
      catalog.publish(copy.info(), copy.info().number() + 1);
      boolean isDoubted = local.doubted().remove(copy.info().id());
      if (isDoubted || !isInOrder(copy)) {
        woken++;
        owners.accept(new LookAfter(copy.info().id(), copy.replica(), copy.promised(), copy.log()));
      }
    }
    last = Optional.empty();
    wakeOwnersOfLost();
  }

  /**
   * Of copies that are not here any more, their owners are told for a while: nobody else may ask.
   */
  private void wakeOwnersOfLost() {
    tellsOfLost.keySet().retainAll(local.doubted());
    for (ChunkId chunk : local.doubted()) {
      boolean isOver =
          local.copyOf(chunk).isPresent() || tellsOfLost.merge(chunk, 1, Integer::sum) > MOST_TELLS;
      if (isOver) {
        local.doubted().remove(chunk);
      } else {
        view.self()
            .map(self -> new ReplicaId(self.id(), 0, 0))
            .ifPresent(
                nobody -> owners.accept(new LookAfter(chunk, nobody, Epoch.NONE, EpochRuns.EMPTY)));
      }
    }
  }

  private boolean isInOrder(PublishedCopy copy) {
    Membership membership = view.membership();
    CopyPlan plan =
        new CopyPlan(
            copy.copies(),
            Map.of(),
            copy.committed(),
            membership.ring().placement(copy.info().id(), copy.info().replicas() + 1),
            membership.stores(),
            Set.of(),
            Set.of());
    return copy.copies().contains(copy.replica())
        && copy.ownersCommitted() <= copy.log().last()
        && copy.isSealed() == copy.isClosed()
        && plan.isDone();
  }
}
