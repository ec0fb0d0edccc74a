package dev.ringo.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.ringo.cluster.ClusterView;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.Replica;
import dev.ringo.replica.ReplicaHost;
import dev.ringo.replication.Batch;
import dev.ringo.replication.CopyFeed;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.Protocol;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import java.time.Duration;
import java.util.List;

/**
 * A domain entity's child for one copy: accepts appends and brings them to the replica. What it
 * does, its {@link CopyFeed} decides.
 */
final class ReplicaLink extends AbstractBehavior<ReplicaLink.Command> implements CopyFeed.Effects {

  sealed interface Command {}

  record Begin(EpochRuns log) implements Command {}

  record Offer(Batch batch) implements Command {}

  record Committed(long index) implements Command {}

  record Confirm(long round) implements Command {}

  private record Fetched(List<Batch> batches) implements Command {}

  private record ClaimAnswered(Replica.ClaimReply reply) implements Command {}

  private record AppendAnswered(Protocol.AppendReply reply) implements Command {}

  private record EpochConfirmed(Protocol.Confirmed confirmed) implements Command {}

  private record ReplicaEnded(ActorRef<Replica.Append> ended) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  private final ReplicaId copy;
  private final Protocol.Claim claim;
  private final ChunkId chunk;
  private final CopyFeed feed;
  private final TimerScheduler<Command> timers;
  private final Duration resendAfter;
  private boolean ticking;
  private final ClusterView view;
  private final ActorRef<DomainEntity.LinkReport> owner;
  private final ActorRef<Replica.ClaimReply> onClaimReply;
  private final ActorRef<Replica.AppendReply> onAppendReply;
  private final ActorRef<CopyReader.EpochConfirmed> onConfirmed;
  private final ActorRef<CopyReader.Fetched> onFetched;

  /** Who takes the appends; known once the claim is granted. */
  private ActorRef<Replica.Append> replica;

  private ReplicaLink(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ReplicaId copy,
      Protocol.Claim claim,
      DomainSettings settings,
      ActorRef<DomainEntity.LinkReport> owner) {
    super(context);
    this.copy = copy;
    this.claim = claim;
    this.chunk = claim.info().id();
    this.view = ClusterView.get(context.getSystem());
    this.owner = owner;
    onClaimReply = context.messageAdapter(Replica.ClaimReply.class, ClaimAnswered::new);
    onAppendReply =
        context.messageAdapter(
            Replica.AppendReply.class, reply -> new AppendAnswered(reply.reply()));
    onConfirmed =
        context.messageAdapter(
            CopyReader.EpochConfirmed.class, reply -> new EpochConfirmed(reply.confirmed()));
    onFetched =
        context.messageAdapter(CopyReader.Fetched.class, reply -> new Fetched(reply.batches()));
    this.timers = timers;
    this.resendAfter = settings.resendAfter();
    feed = new CopyFeed(claim, settings.feed(), this);
    done(feed::start);
  }

  /**
   * The link of an owner to one copy.
   *
   * @param owner is told what the copy grants, holds, confirms and refuses
   */
  static Behavior<Command> create(
      ReplicaId copy,
      Protocol.Claim claim,
      DomainSettings settings,
      ActorRef<DomainEntity.LinkReport> owner) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ReplicaLink(context, timers, copy, claim, settings, owner)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Offer.class, offer -> done(() -> feed.offer(offer.batch())))
        .onMessage(AppendAnswered.class, answer -> done(() -> feed.received(answer.reply())))
        .onMessage(Committed.class, committed -> done(() -> feed.committed(committed.index())))
        .onMessage(Confirm.class, confirm -> done(() -> feed.confirm(confirm.round())))
        .onMessage(EpochConfirmed.class, answer -> done(() -> feed.received(answer.confirmed())))
        .onMessage(Begin.class, begin -> done(() -> feed.begin(begin.log())))
        .onMessage(Fetched.class, this::onFetched)
        .onMessage(ClaimAnswered.class, this::onClaimAnswered)
        .onMessage(ReplicaEnded.class, this::onReplicaEnded)
        .onMessage(Tick.class, tick -> onTick())
        .build();
  }

  private Behavior<Command> done(Runnable step) {
    step.run();
    if (!ticking && feed.isWaiting()) {
      ticking = true;
      timers.startTimerWithFixedDelay(Tick.INSTANCE, resendAfter);
    }
    return this;
  }

  /** A link with nothing to do has no timer: most chunks are idle. */
  private Behavior<Command> onTick() {
    feed.tick();
    if (!feed.isWaiting()) {
      ticking = false;
      timers.cancel(Tick.INSTANCE);
    }
    return this;
  }

  private Behavior<Command> onClaimAnswered(ClaimAnswered answer) {
    if (answer.reply().reply() instanceof Protocol.Granted) {
      follow(answer.reply().replica());
    }
    return done(() -> feed.received(answer.reply().reply()));
  }

  private Behavior<Command> onFetched(Fetched fetched) {
    long bytes = fetched.batches().stream().mapToLong(batch -> batch.bytes().length).sum();
    report(new DomainEntity.Brought(bytes));
    return done(() -> feed.fetched(fetched.batches()));
  }

  private void follow(ActorRef<Replica.Append> answering) {
    if (!answering.equals(replica)) {
      replica = answering;
      getContext().watchWith(replica, new ReplicaEnded(replica));
    }
  }

  /** Its node may be back, with the same store, before anybody misses it. */
  private Behavior<Command> onReplicaEnded(ReplicaEnded message) {
    if (message.ended().equals(replica)) {
      return done(feed::restarted);
    }
    return this;
  }

  @Override
  public void claim(Protocol.Claim asked) {
    view.<ReplicaHost.Command>actorOn(copy.node(), ReplicaHost.NAME)
        .ifPresent(host -> host.tell(new ReplicaHost.ClaimCopy(asked, onClaimReply)));
  }

  @Override
  public void append(Protocol.Append append) {
    replica.tell(new Replica.Append(append, onAppendReply));
  }

  @Override
  public void confirm(Protocol.Confirm confirm) {
    view.<CopyReader.Command>actorOn(copy.node(), CopyReader.NAME)
        .ifPresent(
            reader -> reader.tell(new CopyReader.ConfirmEpoch(copy, chunk, confirm, onConfirmed)));
  }

  @Override
  public void fetch(long from) {
    report(new DomainEntity.Wanted(copy, from, onFetched));
  }

  @Override
  public void granted(Protocol.Granted granted) {
    report(new DomainEntity.GrantedBy(copy, granted));
  }

  @Override
  public void gone() {
    report(new DomainEntity.GoneFor(copy));
  }

  @Override
  public void refused(Epoch promised) {
    report(new DomainEntity.RefusedBy(promised));
  }

  @Override
  public void matched(long index, boolean full) {
    report(new DomainEntity.MatchedBy(copy, index, full));
  }

  @Override
  public void confirmed(long round) {
    report(new DomainEntity.ConfirmedBy(copy, round));
  }

  private void report(DomainEntity.Report report) {
    owner.tell(new DomainEntity.LinkReport(claim.epoch(), report));
  }
}
