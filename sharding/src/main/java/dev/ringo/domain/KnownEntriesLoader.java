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
import java.util.concurrent.ThreadLocalRandom;

/** Reads the newest entries' identities back from a copy after a takeover, page by page. */
final class KnownEntriesLoader {

  private final ClusterView view;
  private final ChunkId chunk;
  private final KnownEntries.Limits limits;
  private final ActorRef<CopyReader.Identified> onPage;

  /** Null before the first page. */
  private KnownEntries known;

  /** The copy that is asked. */
  private ReplicaId source;

  private boolean started;
  private long through;
  private long last;
  private boolean waitedOneTick;

  KnownEntriesLoader(
      ActorContext<DomainEntity.Command> context, ChunkId chunk, KnownEntries.Limits limits) {
    this.view = ClusterView.get(context.getSystem());
    this.chunk = chunk;
    this.limits = limits;
    this.onPage =
        context.messageAdapter(CopyReader.Identified.class, DomainEntity.IdentitiesRead::new);
  }

  /**
   * Starts to read.
   *
   * @param lastIndex of the log as it was taken over
   */
  void start(long lastIndex, List<ReplicaId> holders) {
    started = true;
    last = lastIndex;
    through = Math.max(0, lastIndex - limits.entries());
    ask(holders);
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

  /**
   * To be called at a fixed period: asks again, perhaps another copy, if no page came since the
   * last call.
   */
  void resume(List<ReplicaId> holders) {
    if (started && !isLoaded() && waitedOneTick) {
      ask(holders);
    }
    waitedOneTick = true;
  }

  private void ask(List<ReplicaId> holders) {
    if (holders.isEmpty()) {
      return;
    }
    source = holders.get(ThreadLocalRandom.current().nextInt(holders.size()));
    askSource();
  }

  private void askSource() {
    waitedOneTick = false;
    view.<CopyReader.Command>actorOn(source.node(), CopyReader.NAME)
        .ifPresent(
            reader ->
                reader.tell(new CopyReader.Identify(source, chunk, through + 1, last, onPage)));
  }

  void received(CopyReader.Identified page) {
    boolean isNext = started && !isLoaded() && page.first() == through + 1;
    if (!isNext) {
      return;
    }
    if (known == null) {
      known = new KnownEntries(limits, page.newestBefore());
    }
    long now = Instant.now().getEpochSecond();
    page.identities().forEach(identity -> add(identity, now));
    through = page.through();
    if (!isLoaded()) {
      askSource();
    }
  }

  private void add(Identity identity, long now) {
    known.add(identity.id(), identity.index());
    identity
        .key()
        .filter(key -> identity.id().seconds() + 2 * limits.keySeconds() > now)
        .ifPresent(key -> known.addKey(key, identity.id(), identity.index(), now));
  }
}
