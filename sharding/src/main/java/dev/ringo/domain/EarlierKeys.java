package dev.ringo.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.ringo.domain.DomainEntity.RecentKeys;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.replica.CopyReader.Identified;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.KnownEntries;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the idempotency keys that still count from the chunks before an owner's, the newest chunk
 * first, and ends when it has them: a put may be repeated after its chunk was sealed.
 */
final class EarlierKeys extends AbstractBehavior<EarlierKeys.Command> {

  sealed interface Command {}

  private record Page(Identified page) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  private static final Duration ASK_AGAIN = Duration.ofMillis(500);

  private final DomainName domain;
  private final Epoch epoch;
  private final KnownEntries.Limits limits;
  private final ActorRef<? super DomainEntity.EarlierKeysRead> owner;
  private final ActorRef<Identified> onPage;
  private final long since;
  private final Map<IdempotencyKey, EntryId> keys = new HashMap<>();

  /** The chunk that is read, and the index to go on from; 0 at its beginning. */
  private long number;

  private long from;

  private EarlierKeys(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      DomainName domain,
      long number,
      Epoch epoch,
      KnownEntries.Limits limits,
      ActorRef<? super DomainEntity.EarlierKeysRead> owner) {
    super(context);
    this.domain = domain;
    this.number = number - 1;
    this.epoch = epoch;
    this.limits = limits;
    this.owner = owner;
    this.since = Instant.now().getEpochSecond() - KnownEntriesLoader.keptSeconds(limits);
    this.onPage = context.messageAdapter(Identified.class, Page::new);
    timers.startTimerWithFixedDelay(Tick.INSTANCE, ASK_AGAIN);
    ask();
  }

  /**
   * Reads for the owner of a domain's chunk.
   *
   * @param number of the owner's chunk, at least 1
   * @param epoch of its ownership, told with the keys
   */
  static Behavior<Command> create(
      DomainName domain,
      long number,
      Epoch epoch,
      KnownEntries.Limits limits,
      ActorRef<? super DomainEntity.EarlierKeysRead> owner) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new EarlierKeys(context, timers, domain, number, epoch, limits, owner)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Page.class, message -> onPage(message.page()))
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .build();
  }

  private Behavior<Command> onTick() {
    ask();
    return this;
  }

  private void ask() {
    Domains.get(getContext().getSystem())
        .tell(new RecentKeys(0, ChunkId.of(number, domain), from, since, onPage));
  }

  private Behavior<Command> onPage(Identified page) {
    boolean isNext = page.chunk().equals(ChunkId.of(number, domain)) && page.first() == from;
    if (!isNext) {
      return this;
    }
    page.identities().stream()
        .filter(identity -> identity.id().seconds() >= since)
        .forEach(identity -> identity.key().ifPresent(key -> keys.put(key, identity.id())));
    boolean isRead = from > 0 && page.through() < from;
    boolean mayBeMore = number > 0 && page.newestBefore() >= since && keys.size() < limits.keys();
    if (isRead && !mayBeMore) {
      owner.tell(new DomainEntity.EarlierKeysRead(epoch, Map.copyOf(keys)));
      return Behaviors.stopped();
    }
    number -= isRead ? 1 : 0;
    from = isRead ? 0 : page.through() + 1;
    ask();
    return this;
  }
}
