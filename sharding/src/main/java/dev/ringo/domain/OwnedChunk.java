package dev.ringo.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.ringo.cluster.ClusterView;
import dev.ringo.cluster.Contact;
import dev.ringo.domain.DomainEntity.AskForNodes;
import dev.ringo.domain.DomainEntity.Command;
import dev.ringo.domain.DomainEntity.CopiesOn;
import dev.ringo.domain.DomainEntity.GetKey;
import dev.ringo.domain.DomainEntity.PutBatch;
import dev.ringo.domain.DomainEntity.PutStatus;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.CopyReader.ReadReply;
import dev.ringo.replica.CopyReader.ReadStatus;
import dev.ringo.replica.LocalCopies;
import dev.ringo.replica.PublishedCopy;
import dev.ringo.replica.ReplicaHost;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.Ownership;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One ownership of a chunk by an entity: its links, the puts and gets that wait for the copies.
 * What may be done, {@link Ownership} says.
 */
final class OwnedChunk implements Ownership.Effects {

  private static final Duration KEEP_READS = Duration.ofSeconds(5);
  private static final Duration THROTTLE = Duration.ofMillis(20);

  private record PendingRead(long round, GetKey get, long sinceNanos) {}

  private final ActorContext<Command> context;
  private final ClusterView view;
  private final LocalCopies local;
  private final DomainSettings settings;
  private final ChunkInfo info;
  private final ChunkId chunk;
  private final Ownership ownership;
  private final Map<ReplicaId, ActorRef<ReplicaLink.Command>> links = new HashMap<>();
  private final ActorRef<DomainEntity.LinkReport> onReport;
  private final PendingPuts puts = new PendingPuts();
  private final Deque<PendingRead> reads = new ArrayDeque<>();
  private final KnownEntriesLoader known;
  private final Sealing sealing;
  private final Appender appender;
  private final Returned returned;
  private final CopyKeeper keeper;
  private final CatchUpBudget catchUp;

  /** Copies whose next fetch waits for the budget. */
  private final Set<ReplicaId> throttled = new HashSet<>();

  private final long startedNanos = System.nanoTime();
  private final Duration patience;

  /** When something was committed last, or nothing waited for it. */
  private long progressNanos = System.nanoTime();

  /** This chunk's part of what the node's owners have uncommitted. */
  private final SharedBytes.Share share;

  private Optional<ActorRef<EarlierKeys.Command>> earlierKeys = Optional.empty();
  private Epoch lostTo = Epoch.NONE;

  OwnedChunk(
      ActorContext<Command> context,
      Epoch epoch,
      ChunkInfo info,
      CopiesAt copies,
      DomainSettings settings,
      NodeLimits limits) {
    this.context = context;
    this.view = ClusterView.get(context.getSystem());
    this.local = LocalCopies.get(context.getSystem());
    this.settings = settings;
    this.info = info;
    this.chunk = info.id();
    this.onReport = context.getSelf().narrow();
    this.ownership = new Ownership(epoch, info, copies, this);
    this.known = new KnownEntriesLoader(context, chunk, settings.known());
    this.share = limits.uncommitted().share();
    this.catchUp = limits.catchUp();
    this.sealing = new Sealing(context, info, ownership, settings.chunkBytes());
    this.appender =
        new Appender(
            ownership,
            info.number() == 0,
            sealing,
            known,
            puts,
            settings,
            limits.uncommitted(),
            view.self().orElseThrow());
    this.returned =
        new Returned(context, info, ownership, appender, view, () -> local.copyOf(chunk));
    this.keeper =
        new CopyKeeper(
            ownership,
            info,
            view,
            Contact.get(context.getSystem()),
            settings.keeping(),
            limits.moves(),
            context.getLog());
    // Two entities that duel for a chunk must not keep in step.
    this.patience =
        settings
            .takeoverTimeout()
            .plusMillis(
                ThreadLocalRandom.current().nextLong(settings.takeoverTimeout().toMillis()));
  }

  /** Claims the copies, and others that are there. */
  void claim(Set<ReplicaId> others, boolean mayForce) {
    ownership.start(others, mayForce);
    keeper.tick();
  }

  Epoch epoch() {
    return ownership.epoch();
  }

  ChunkInfo info() {
    return info;
  }

  int copies() {
    return ownership.copies().members().size();
  }

  /** Where the copies in force are; not while there is no chunk that takes puts. */
  CopiesOn nodes(AskForNodes ask) {
    List<NodeId> nodes = ownership.copies().members().stream().map(ReplicaId::node).toList();
    return sealing.awaitsNext()
        ? new CopiesOn(ask.request(), Optional.of(PutStatus.UNAVAILABLE), List.of(), 0)
        : new CopiesOn(ask.request(), Optional.empty(), nodes, sealing.chunks());
  }

  boolean serves() {
    return ownership.phase() == Ownership.Phase.SERVING
        && (known.isLoaded() || ownership.isSealed());
  }

  /**
   * May puts be taken, or refused? To tell repeated ones from new ones, the owner of a sealed chunk
   * has to read what it has, which begins now.
   */
  boolean isReadyForPuts() {
    if (serves() && !known.isLoaded()) {
      known.start(ownership.log().last(), holders(ownership.log().last()));
    }
    return known.isLoaded() && !sealing.awaitsNext();
  }

  boolean isLost() {
    return ownership.phase() == Ownership.Phase.LOST;
  }

  /** Has it tried for too long to come to serve, or to commit something? */
  boolean isStuck() {
    boolean reading = ownership.phase() == Ownership.Phase.SERVING;
    long since = reading ? known.lastPageNanos() : startedNanos;
    long now = System.nanoTime();
    boolean isStalled =
        ownership.uncommittedBytes() > 0 && now - progressNanos > settings.stalledAfter().toNanos();
    return serves() ? isStalled : now - since > patience.toNanos();
  }

  /** Does anybody wait for it, or it for anybody? */
  boolean isWaiting() {
    return !serves()
        || puts.size() > 0
        || ownership.uncommittedBytes() > 0
        || !reads.isEmpty()
        || sealing.awaitsNext()
        || !keeper.isSettled();
  }

  void received(DomainEntity.Report report) {
    if (report instanceof DomainEntity.MatchedBy matched) {
      ownership.matched(matched.copy(), matched.index(), matched.full());
    } else if (report instanceof DomainEntity.ConfirmedBy confirmed) {
      ownership.confirmed(confirmed.copy(), confirmed.round());
    } else if (report instanceof DomainEntity.GrantedBy granted) {
      ownership.granted(granted.copy(), granted.granted());
    } else if (report instanceof DomainEntity.RefusedBy refused) {
      ownership.refused(refused.promised());
    } else if (report instanceof DomainEntity.GoneFor gone) {
      ownership.gone(gone.copy());
    } else if (report instanceof DomainEntity.Wanted wanted) {
      if (!throttled.contains(wanted.copy())) {
        fetch(wanted);
      }
    } else if (report instanceof DomainEntity.WantedStill still) {
      throttled.remove(still.wanted().copy());
      fetch(still.wanted());
    } else if (report instanceof DomainEntity.Brought brought) {
      catchUp.giveBack(settings.feed().batchBytes() - brought.bytes());
    }
  }

  private void fetch(DomainEntity.Wanted wanted) {
    Optional<Ownership.Source> source = ownership.source(wanted.copy(), wanted.from());
    if (source.isEmpty()) {
      return;
    }
    if (!catchUp.take(settings.feed().batchBytes())) {
      throttled.add(wanted.copy());
      DomainEntity.LinkReport later =
          new DomainEntity.LinkReport(epoch(), new DomainEntity.WantedStill(wanted));
      context.scheduleOnce(THROTTLE, context.getSelf(), later);
      return;
    }
    ReplicaId from = source.get().copy();
    tellReader(
        from,
        new CopyReader.Fetch(from, chunk, wanted.from(), source.get().upTo(), wanted.replyTo()));
  }

  private void tellReader(ReplicaId copy, CopyReader.Command command) {
    view.<CopyReader.Command>actorOn(copy.node(), CopyReader.NAME)
        .ifPresent(reader -> reader.tell(command));
  }

  void received(CopyReader.Identified page) {
    boolean wasLoaded = known.isLoaded();
    known.received(page);
    if (!wasLoaded && known.isLoaded()) {
      sealing.loaded(known.bytes());
    }
  }

  /** The keys of the chunks before this one are read once. */
  void earlierKeys(Map<IdempotencyKey, EntryId> keys) {
    appender.earlierKeys(keys);
  }

  /** Has the chunk ended for good? */
  boolean isClosed() {
    return ownership.isClosed();
  }

  /** When this chunk is full, and the next one there. */
  Sealing sealing() {
    return sealing;
  }

  void tick() {
    puts.forgetOld();
    // Their clients have asked again.
    long now = System.nanoTime();
    while (!reads.isEmpty() && now - reads.getFirst().sinceNanos() > KEEP_READS.toNanos()) {
      reads.removeFirst();
    }
    if (ownership.phase() == Ownership.Phase.SERVING) {
      known.resume(holders(known.last()));
    }
    keeper.tick();
  }

  void handedIn(List<Batch> batches) {
    beginsToWait();
    if (known.isLoaded() || isReadyForPuts()) {
      returned.handedIn(batches);
    }
    share.set(ownership.uncommittedBytes());
  }

  void movedOn(DomainEntity.PutReply reply) {
    returned.moved(reply);
  }

  /** One of the nodes with a copy found that the copies are not in order, or has one too many. */
  void lookAfter(DomainEntity.LookAfter ask) {
    boolean isSurplus =
        !ownership.copies().contains(ask.replica()) && !ownership.fed().contains(ask.replica());
    if (isSurplus) {
      // It follows a claimant that came to nothing, and obeys nobody below.
      ownership.refused(ask.promised());
    }
    if (isSurplus && (ownership.isContained(ask.log()) || returned.goOn(ask))) {
      drop(ask.replica());
    }
    keeper.tick();
  }

  /** Who can be asked for what the log has up to an index. */
  private List<ReplicaId> holders(long index) {
    Set<NodeId> reachable = view.membership().reachable();
    return ownership.holding(index).stream()
        .filter(copy -> reachable.contains(copy.node()))
        .toList();
  }

  void put(PutBatch put) {
    beginsToWait();
    appender.put(put);
    share.set(ownership.uncommittedBytes());
  }

  private void beginsToWait() {
    if (ownership.uncommittedBytes() == 0) {
      progressNanos = System.nanoTime();
    }
  }

  void get(GetKey get) {
    if (get.upTo() > 0) {
      read(get, get.upTo());
    } else if (reads.size() >= settings.maxPending()) {
      get.replyTo().tell(ReadReply.failed(get.request(), ReadStatus.BUSY));
    } else {
      reads.addLast(new PendingRead(ownership.read(), get, System.nanoTime()));
    }
  }

  private void read(GetKey get, long upTo) {
    // An answer that ends before the seal says nothing of the chunks that follow.
    long chunks = ownership.isAllUpTo(upTo) ? sealing.chunks() : info.number() + 1;
    List<ReplicaId> holders = holders(upTo);
    Optional<PublishedCopy> here =
        local.inMemory(chunk).filter(copy -> holders.contains(copy.replica()));
    if (here.isPresent()) {
      CopyReader.Read read = get.reading(here.get().replica(), upTo, chunks);
      get.replyTo().tell(CopyReader.answer(here.get(), read));
    } else if (holders.isEmpty()) {
      get.replyTo().tell(ReadReply.failed(get.request(), ReadStatus.UNAVAILABLE));
    } else {
      ReplicaId best = nearest(holders);
      tellReader(best, get.reading(best, upTo, chunks));
    }
  }

  /** The copy on this node, unless it is damaged and there is another one. */
  private ReplicaId nearest(List<ReplicaId> holders) {
    Optional<PublishedCopy> here =
        local.copyOf(chunk).filter(copy -> holders.contains(copy.replica()));
    if (here.isPresent() && !here.get().entries().isDamaged()) {
      return here.get().replica();
    }
    List<ReplicaId> others =
        holders.stream()
            .filter(holder -> here.filter(copy -> copy.replica().equals(holder)).isEmpty())
            .toList();
    return others.isEmpty()
        ? here.orElseThrow().replica()
        : others.get(ThreadLocalRandom.current().nextInt(others.size()));
  }

  /** Ends the links. Who waits is not answered: what became of his entries is not known here. */
  void close() {
    if (isWaiting() && local.copyOf(chunk).isPresent()) {
      // A copy that was left out and lags does not know it: somebody has to wake the next owner.
      local.doubted().add(chunk);
    }
    local.owned().remove(chunk);
    keeper.close();
    links.values().forEach(this::end);
    earlierKeys.ifPresent(context::stop);
    share.set(0);
  }

  private void end(ActorRef<ReplicaLink.Command> link) {
    context.unwatch(link);
    context.stop(link);
  }

  @Override
  public void open(ReplicaId copy, Claim claim) {
    links.put(copy, context.spawnAnonymous(ReplicaLink.create(copy, claim, settings, onReport)));
  }

  @Override
  public void close(ReplicaId copy) {
    end(links.remove(copy));
  }

  @Override
  public void drop(ReplicaId copy) {
    view.<ReplicaHost.Command>actorOn(copy.node(), ReplicaHost.NAME)
        .ifPresent(host -> host.tell(new ReplicaHost.DropCopy(copy, chunk, epoch())));
  }

  @Override
  public void begin(ReplicaId copy, EpochRuns log) {
    links.get(copy).tell(new ReplicaLink.Begin(log));
  }

  @Override
  public void offer(Batch batch) {
    tellLinks(new ReplicaLink.Offer(batch));
  }

  @Override
  public void confirm(long round) {
    tellLinks(new ReplicaLink.Confirm(round));
  }

  private void tellLinks(ReplicaLink.Command message) {
    links.values().forEach(link -> link.tell(message));
  }

  @Override
  public void serving() {
    local.owned().add(chunk);
    if (!ownership.isSealed()) {
      known.start(ownership.log().last(), holders(ownership.log().last()));
    }
    if (info.number() > 0 && !ownership.isSealed()) {
      earlierKeys =
          Optional.of(
              context.spawnAnonymous(
                  EarlierKeys.create(
                      info.domain(), info.number(), epoch(), settings.known(), context.getSelf())));
    }
    context.getLog().debug("{} of {} is served, epoch {}", chunk, info.domain(), epoch());
    CopiesAt list = ownership.copiesAt();
    if (list.forced() > 0 && list.forced() == list.position().index()) {
      context
          .getLog()
          .warn(
              "Chunk {} of {} ({}) goes on from the {} copies that are left: most were lost",
              info.number(),
              info.domain(),
              chunk,
              copies());
    }
  }

  @Override
  public void committed(long committed, long byAll) {
    progressNanos = System.nanoTime();
    puts.committed(committed, byAll);
    share.set(ownership.uncommittedBytes());
    tellLinks(new ReplicaLink.Committed(committed));
  }

  @Override
  public void confirmed(long round) {
    while (!reads.isEmpty() && reads.getFirst().round() <= round) {
      read(reads.removeFirst().get(), ownership.committed());
    }
  }

  /** Who took the chunk over, if somebody did. */
  Epoch lostTo() {
    return lostTo;
  }

  @Override
  public void lost(Epoch by) {
    lostTo = by;
    context.getLog().debug("{} is owned by epoch {} now, not {}", chunk, by, epoch());
  }
}
