package dev.ringo.domain;

import akka.actor.ActorIdentity;
import akka.actor.ActorRef;
import akka.actor.Identify;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.time.Duration;
import java.util.Optional;

/**
 * Has a shard coordinator that takes the place of a lost one begin at once. Akka's waits for 500 ms
 * after it has read its state, to hear of regions that are gone with their members. Those of
 * removed members are known by then, and what is asked of a region that is gone is asked again. (In
 * Akka 2.8.5: {@code ShardCoordinator.watchStateActors}.)
 *
 * <pre>
 *   member removed ──> look for a coordinator here for a second ──> one that is new: tell it to begin
 * </pre>
 */
final class CoordinatorStart extends AbstractBehavior<CoordinatorStart.Command> {

  static final String NAME = "ringo-coordinator-start";

  sealed interface Command {}

  /** A member is gone: its successor may start on this node. */
  enum Removed implements Command {
    INSTANCE
  }

  private record Found(ActorIdentity identity) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  private static final Duration TICK = Duration.ofMillis(20);

  /** How often the coordinator is told: it does not listen before it has read its state. */
  private static final int TICKS = 50;

  /** What Akka's timer sends; the name has no form in Java. */
  private static final String BEGIN =
      "akka.cluster.sharding.ShardCoordinator$Internal$StateInitialized$";

  private final TimerScheduler<Command> timers;
  private final String path;
  private final Object begin;
  private final ActorRef onFound;
  private int ticksLeft;

  /** The coordinator that was seen last, and the one that has had its time to begin. */
  private Optional<ActorRef> seen = Optional.empty();

  private Optional<ActorRef> begun = Optional.empty();

  private CoordinatorStart(
      ActorContext<Command> context, TimerScheduler<Command> timers, String path, Object begin) {
    super(context);
    this.timers = timers;
    this.path = path;
    this.begin = begin;
    onFound = Adapter.toClassic(context.messageAdapter(ActorIdentity.class, Found::new));
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(MemberRemoved.class, event -> Removed.INSTANCE),
                MemberRemoved.class));
  }

  /**
   * For the coordinator at a path on this node, if the node has it.
   *
   * @param begin what tells it to begin
   */
  static Behavior<Command> create(String path, Object begin) {
    return Behaviors.withTimers(
        timers -> Behaviors.setup(context -> new CoordinatorStart(context, timers, path, begin)));
  }

  /** What tells a coordinator to begin; none with a release of Akka that does it otherwise. */
  static Optional<Object> begin() {
    try {
      return Optional.of(Class.forName(BEGIN).getField("MODULE$").get(null));
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  /** Where Akka starts the coordinator of a type of entities. */
  static String pathFor(String typeName) {
    return "/system/sharding/" + typeName + "Coordinator/singleton/coordinator";
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Removed.INSTANCE, this::onRemoved)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onMessage(Found.class, this::onFound)
        .build();
  }

  private Behavior<Command> onRemoved() {
    ticksLeft = TICKS;
    timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
    return this;
  }

  private Behavior<Command> onTick() {
    if (ticksLeft-- > 0) {
      Adapter.toClassic(getContext()).actorSelection(path).tell(new Identify(path), onFound);
    } else {
      timers.cancel(Tick.INSTANCE);
      begun = seen;
    }
    return this;
  }

  private Behavior<Command> onFound(Found found) {
    seen = found.identity().getActorRef();
    if (!seen.equals(begun)) {
      seen.ifPresent(coordinator -> coordinator.tell(begin, ActorRef.noSender()));
    }
    return this;
  }
}
