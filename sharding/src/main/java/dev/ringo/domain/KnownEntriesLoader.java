package dev.ringo.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.ringo.cluster.ClusterView;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.StoredLog.Identity;
import dev.ringo.replication.KnownEntries;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Reads the newest entries' identities back from a copy after a takeover, page by page. */
final class KnownEntriesLoader {

  /**
   * By how much the clocks of writers and owners may differ for an idempotency key to be kept long
   * enough.
   */
  private static final long CLOCK_SLACK_SECONDS = 60;

  private final ClusterView view;
  private final ChunkId chunk;
  private final KnownEntries.Limits limits;
  private final ActorRef<CopyReader.Identified> onPage;

  /** Null before the first page. */
  private KnownEntries known;

  /** The copy that is asked; null before the start. */
  private ReplicaId source;

  /** The index to ask for next, 0 before the first page. */
  private long next;

  private long through;
  private long bytes;
  private long last;
  private long keysSince;
  private boolean waitedOneTick;
  private long lastPageNanos = System.nanoTime();

  KnownEntriesLoader(
      ActorContext<DomainEntity.Command> context, ChunkId chunk, KnownEntries.Limits limits) {
    this.view = ClusterView.get(context.getSystem());
    this.chunk = chunk;
    this.limits = limits;
    this.onPage =
        context.messageAdapter(CopyReader.Identified.class, DomainEntity.IdentitiesRead::new);
  }

  /**
   * Starts to read, the first time.
   *
   * @param lastIndex of the log as it was taken over
   */
  void start(long lastIndex, List<ReplicaId> holders) {
    if (last > 0) {
      return;
    }
    last = lastIndex;
    keysSince = now() - keptSeconds(limits);
    lastPageNanos = System.nanoTime();
    ask(holders);
  }

  /** So old an entry can be, by its id, whose idempotency key still counts. */
  static long keptSeconds(KnownEntries.Limits limits) {
    return limits.keySeconds() + CLOCK_SLACK_SECONDS;
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  boolean isLoaded() {
    return known != null && through == last;
  }

  KnownEntries get() {
    return known;
  }

  /** The index of the last entry to read: what a copy has to hold to be asked. */
  long last() {
    return last;
  }

  /** Bytes of the user data in the log, once it is loaded. */
  long bytes() {
    return bytes;
  }

  /** When the last page came, or the reading began. */
  long lastPageNanos() {
    return lastPageNanos;
  }

  /**
   * To be called at a fixed period: asks again, perhaps another copy, if no page came since the
   * last call.
   */
  void resume(List<ReplicaId> holders) {
    if (last > 0 && !isLoaded() && waitedOneTick) {
      ask(holders);
    }
    waitedOneTick = true;
  }

  private void ask(List<ReplicaId> holders) {
    if (!holders.isEmpty()) {
      source = holders.get(ThreadLocalRandom.current().nextInt(holders.size()));
      askSource();
    }
  }

  private void askSource() {
    waitedOneTick = false;
    long allFrom = Math.max(1, last - limits.entries() + 1);
    view.<CopyReader.Command>actorOn(source.node(), CopyReader.NAME)
        .ifPresent(
            reader ->
                reader.tell(
                    new CopyReader.Identify(
                        Optional.of(source), chunk, next, allFrom, keysSince, last, onPage)));
  }

  void received(CopyReader.Identified page) {
    boolean isNext = last > 0 && !isLoaded() && page.first() == next;
    if (!isNext) {
      return;
    }
    if (known == null) {
      known = new KnownEntries(limits, page.newestBefore());
    }
    long now = now();
    page.identities().forEach(identity -> add(identity, now));
    through = page.through();
    bytes = page.bytes();
    next = through + 1;
    lastPageNanos = System.nanoTime();
    if (!isLoaded()) {
      askSource();
    }
  }

  private void add(Identity identity, long now) {
    known.add(identity.id(), identity.contentHash(), identity.index());
    identity
        .key()
        .filter(key -> identity.id().seconds() >= keysSince)
        .ifPresent(
            key ->
                known.addKey(
                    key,
                    identity.id(),
                    identity.index(),
                    Math.min(now, identity.id().seconds() + CLOCK_SLACK_SECONDS)));
  }
}
