package dev.ringo.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.ringo.cluster.ClusterView;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.CopyReader.Identified;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.KnownEntries;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.Ring;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  private static final Duration ASK_AGAIN = Duration.ofMillis(200);

  private final ClusterView view;
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

  /** How often somebody was asked: each time it is another node. */
  private int asked;

  private EarlierKeys(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      DomainName domain,
      long number,
      Epoch epoch,
      KnownEntries.Limits limits,
      ActorRef<? super DomainEntity.EarlierKeysRead> owner) {
    super(context);
    this.view = ClusterView.get(context.getSystem());
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
    if (Instant.now().getEpochSecond() - since > 2 * KnownEntriesLoader.keptSeconds(limits)) {
      // No closed copy is there; whatever it had is too old to count by now.
      return found();
    }
    asked++;
    ask();
    return this;
  }

  /** Closed copies are asked, so that no owner has to wake up. */
  private void ask() {
    ChunkId chunk = ChunkId.of(number, domain);
    Ring ring = view.membership().ring();
    List<NodeId> nodes = ring.placement(chunk, ring.nodes().size());
    if (!nodes.isEmpty()) {
      view.<CopyReader.Command>actorOn(nodes.get(asked % nodes.size()), CopyReader.NAME)
          .ifPresent(
              reader ->
                  reader.tell(
                      new CopyReader.Identify(Optional.empty(), chunk, from, 0, since, 0, onPage)));
    }
  }

  private Behavior<Command> found() {
    owner.tell(new DomainEntity.EarlierKeysRead(epoch, Map.copyOf(keys)));
    return Behaviors.stopped();
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
    boolean isRecent = page.newestBefore() >= since || page.newestBefore() == 0;
    boolean mayBeMore = number > 0 && isRecent && keys.size() < limits.keys();
    if (isRead && !mayBeMore) {
      return found();
    }
    number -= isRead ? 1 : 0;
    from = isRead ? 0 : page.through() + 1;
    ask();
    return this;
  }
}
