package dev.ringo.death;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.Cluster;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import akka.cluster.typed.Subscribe;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Has the ports of other members watched, and downs a member whose process is proven dead. */
final class DeathWatch extends AbstractBehavior<DeathWatch.Command> {

  sealed interface Command {}

  private record Died(UniqueAddress member) implements Command {}

  private record Changed(MemberEvent event) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  /** Akka begins to expect heartbeats of a new member a little after it joined. */
  private static final Duration TICK = Duration.ofMillis(250);

  /** Downing is for members that are to stay; one that is exiting goes when it is unreachable. */
  private static final Set<MemberStatus> ON_THEIR_WAY_OUT =
      Set.of(MemberStatus.exiting(), MemberStatus.down(), MemberStatus.removed());

  private final Cluster cluster;
  private final DeathSettings settings;
  private final PortWatch ports;

  private DeathWatch(ActorContext<Command> context, Proofs proofs, DeathSettings settings) {
    super(context);
    context.setLoggerName(DeathWatch.class);
    this.cluster = Cluster.get(Adapter.toClassic(context.getSystem()));
    this.settings = settings;
    ActorRef<Command> self = context.getSelf();
    this.ports =
        PortWatch.start(
            settings,
            new PortWatch.Listener() {
              @Override
              public void reached(UniqueAddress member) {
                proofs.reached(member, System.nanoTime());
              }

              @Override
              public void died(UniqueAddress member) {
                proofs.add(member, System.nanoTime());
                self.tell(new Died(member));
              }
            });
    akka.cluster.typed.Cluster.get(context.getSystem())
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(MemberEvent.class, Changed::new), MemberEvent.class));
  }

  static Behavior<Command> create(Proofs proofs, DeathSettings settings) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
          return Behaviors.setup(context -> new DeathWatch(context, proofs, settings));
        });
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Died.class, this::onDied)
        .onMessage(Changed.class, changed -> watchMembers())
        .onMessageEquals(Tick.INSTANCE, this::watchMembers)
        .onSignal(PostStop.class, stopped -> close())
        .build();
  }

  /**
   * Only members whose heartbeats this node expects: it takes the failure detector's word to have a
   * downed member removed. In a large cluster Akka picks some for each node.
   */
  private Behavior<Command> watchMembers() {
    ports.watch(
        members()
            .map(Member::uniqueAddress)
            .filter(member -> cluster.failureDetector().isMonitoring(member.address()))
            .sorted(
                Comparator.comparing(this::isBeforeThis).thenComparing(Comparator.naturalOrder()))
            .limit(settings.mostWatched())
            .collect(Collectors.toSet()));
    return this;
  }

  /** The members are taken as a circle, so that with a low limit each is watched by some. */
  private boolean isBeforeThis(UniqueAddress member) {
    return member.compareTo(cluster.selfUniqueAddress()) < 0;
  }

  private Stream<Member> members() {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false);
  }

  private Behavior<Command> onDied(Died died) {
    Optional<Member> member =
        members().filter(one -> one.uniqueAddress().equals(died.member())).findFirst();
    if (member.isPresent() && !ON_THEIR_WAY_OUT.contains(member.get().status())) {
      getContext()
          .getLog()
          .info("The process of {} is dead: its port refuses connections", member.get());
      // By its address, as Akka has it; a process that was started there anew cannot be a member
      // before this one is removed.
      cluster.down(died.member().address());
    }
    return this;
  }

  private Behavior<Command> close() {
    ports.close();
    return this;
  }
}
