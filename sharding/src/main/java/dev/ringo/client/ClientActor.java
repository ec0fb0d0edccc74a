package dev.ringo.client;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import dev.ringo.domain.DomainEntity.CreateReply;
import dev.ringo.domain.DomainEntity.PutBatch;
import dev.ringo.domain.DomainEntity.PutReply;
import dev.ringo.domain.Domains;
import dev.ringo.replica.CopyReader.ReadReply;
import dev.ringo.ring.DomainName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Carries the requests of a client: gathers puts to a chunk, asks again what got no answer, and
 * gives up at the deadlines.
 */
final class ClientActor extends AbstractBehavior<ClientActor.Command> {

  sealed interface Command {}

  /** Puts that go to the same domain and want the same acknowledgement are gathered. */
  record Put(DomainName domain, boolean all, PendingPut put) implements Command {}

  record Ask(AskFactory factory) implements Command {}

  /** Makes an ask that is told to whom its answers go. */
  interface AskFactory {
    Answerable create(Replies replies);
  }

  /** Where owners and copies send their answers. */
  record Replies(ActorRef<ReadReply> reads, ActorRef<CreateReply> creates) {}

  /** An ask that understands its answers. */
  abstract static class Answerable extends PendingAsk {
    Answerable(long deadlineNanos) {
      super(deadlineNanos);
    }

    /** The work of telling the caller; empty if it has to be asked again after a pause. */
    Optional<Runnable> answered(ReadReply reply) {
      throw new IllegalStateException("not a read: " + reply);
    }

    /** Is it to be asked again without a pause? */
    boolean asksAgainAtOnce() {
      return false;
    }

    /** The work of telling the caller; empty if it has to be asked again after a pause. */
    Optional<Runnable> answered(CreateReply reply) {
      throw new IllegalStateException("not a create: " + reply);
    }
  }

  private record PutAnswered(PutReply reply) implements Command {}

  private record ReadAnswered(ReadReply reply) implements Command {}

  private record CreateAnswered(CreateReply reply) implements Command {}

  /** A member is gone for good, and with it what was sent to it. */
  private record Lost(MemberRemoved event) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  private record LaneKey(DomainName domain, boolean all) {}

  private static final Duration TICK = Duration.ofMillis(50);

  /** What a lost member owned has other owners by then, or waits for more than this. */
  private static final Duration LOSS = Duration.ofSeconds(2);

  private final ClientSettings settings;
  private final Domains domains;
  private final KnownChunks chunks;
  private final ActorRef<PutReply> putReplies;
  private final Replies replies;
  private final Map<LaneKey, PutLane> lanes = new HashMap<>();
  private final Map<Long, PutLane> lanesByRequest = new HashMap<>();
  private final Map<Long, Answerable> asks = new HashMap<>();
  private final Executor callbacks;
  private List<Runnable> completions = new ArrayList<>();
  private long lastRequest;

  /** Until then requests may have been sent to a member that was lost. */
  private long lossUntilNanos = System.nanoTime();

  private ClientActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Domains domains,
      KnownChunks chunks,
      ClientSettings settings) {
    super(context);
    this.settings = settings;
    this.domains = domains;
    this.chunks = chunks;
    this.callbacks = context.getExecutionContext();
    putReplies = context.messageAdapter(PutReply.class, PutAnswered::new);
    replies =
        new Replies(
            context.messageAdapter(ReadReply.class, ReadAnswered::new),
            context.messageAdapter(CreateReply.class, CreateAnswered::new));
    timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(MemberRemoved.class, Lost::new), MemberRemoved.class));
  }

  static Behavior<Command> create(Domains domains, KnownChunks chunks, ClientSettings settings) {
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new ClientActor(context, timers, domains, chunks, settings)));
    // One request that fails must not end all others.
    return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.resume());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Put.class, this::onPut)
        .onMessage(PutAnswered.class, this::onPutAnswered)
        .onMessage(Ask.class, this::onAsk)
        .onMessage(
            ReadAnswered.class,
            answer -> onAnswered(answer.reply().request(), ask -> ask.answered(answer.reply())))
        .onMessage(
            CreateAnswered.class,
            answer -> onAnswered(answer.reply().request(), ask -> ask.answered(answer.reply())))
        .onMessage(Lost.class, this::onLost)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .build();
  }

  private Behavior<Command> onPut(Put message) {
    LaneKey key = new LaneKey(message.domain(), message.all());
    PutLane lane = lanes.computeIfAbsent(key, this::openLane);
    lane.add(message.put());
    pump(lane);
    return this;
  }

  private PutLane openLane(LaneKey key) {
    PutLane.Sender sender =
        (request, chunk, entries) ->
            domains.tell(new PutBatch(request, chunk, key.all(), entries, putReplies));
    return new PutLane(
        key.domain(), chunks, settings, sender, completion -> completions.add(completion));
  }

  private void pump(PutLane lane) {
    if (lane.pump(lastRequest + 1, System.nanoTime())) {
      lastRequest++;
      lanesByRequest.put(lastRequest, lane);
    }
  }

  private Behavior<Command> onPutAnswered(PutAnswered answer) {
    PutLane lane = lanesByRequest.remove(answer.reply().request());
    if (lane != null && lane.request() == answer.reply().request()) {
      lane.answered(answer.reply());
      pump(lane);
      complete();
    }
    return this;
  }

  private Behavior<Command> onAsk(Ask message) {
    Answerable ask = message.factory().create(replies);
    lastRequest++;
    asks.put(lastRequest, ask);
    ask.ask(lastRequest, System.nanoTime());
    return this;
  }

  private Behavior<Command> onAnswered(
      long request, Function<Answerable, Optional<Runnable>> settle) {
    Answerable ask = asks.get(request);
    if (ask == null) {
      return this;
    }
    Optional<Runnable> completion = settle.apply(ask);
    if (completion.isPresent()) {
      asks.remove(request);
      completions.add(completion.get());
      complete();
    } else if (ask.asksAgainAtOnce()) {
      ask.ask(request, System.nanoTime());
    } else {
      long now = System.nanoTime();
      ask.pause(now, attemptAt(now), settings.retryAfter());
    }
    return this;
  }

  private Behavior<Command> onLost(Lost lost) {
    lossUntilNanos = System.nanoTime() + LOSS.toNanos();
    return this;
  }

  private Duration attemptAt(long now) {
    return lossUntilNanos - now > 0
        ? settings.attemptTimeoutAfterLoss()
        : settings.attemptTimeout();
  }

  private Behavior<Command> onTick() {
    long now = System.nanoTime();
    Duration attempt = attemptAt(now);
    for (PutLane lane : lanes.values()) {
      lane.tick(now, attempt);
      pump(lane);
    }
    lanes.values().removeIf(PutLane::isIdle);
    lanesByRequest
        .entrySet()
        .removeIf(
            entry -> entry.getValue().isIdle() || entry.getValue().request() != entry.getKey());
    asks.entrySet().removeIf(entry -> isOver(entry.getKey(), entry.getValue(), now, attempt));
    complete();
    return this;
  }

  private boolean isOver(long request, Answerable ask, long now, Duration attempt) {
    if (ask.isOverdue(now)) {
      completions.add(ask.timeOut());
      return true;
    }
    if (ask.isUnanswered(now, attempt)) {
      ask.ask(request, now);
    }
    return false;
  }

  /**
   * Tells callers, on threads of theirs: what they do with the answer must not hold up this actor.
   */
  private void complete() {
    if (!completions.isEmpty()) {
      List<Runnable> ready = completions;
      completions = new ArrayList<>();
      callbacks.execute(() -> ready.forEach(Runnable::run));
    }
  }
}
