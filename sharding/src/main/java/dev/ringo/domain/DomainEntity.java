package dev.ringo.domain;

import akka.actor.NotInfluenceReceiveTimeout;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import dev.ringo.catalog.Catalog;
import dev.ringo.catalog.CatalogEntry;
import dev.ringo.cluster.ClusterView;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.CopyReader.ReadReply;
import dev.ringo.replica.CopyReader.ReadStatus;
import dev.ringo.replica.ReplicaHost;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.Protocol.Granted;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.NodeName;
import dev.ringo.wire.ControlMessage;
import dev.ringo.wire.DataMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The owner of one chunk, a sharded entity: it orders the chunk's appends, has them brought to the
 * copies by a {@link ReplicaLink} each, and answers a writer when enough copies have persisted its
 * entries.
 *
 * <pre>
 *   IDLE ──a request──> SURVEYING ──copies found, or created──> OWNING (claims, recovers, serves)
 *     ^──no such chunk──┘   ^──lost the chunk, or no majority in time──┘
 * </pre>
 *
 * Requests that arrive before it serves wait, not for long and not many.
 */
public final class DomainEntity extends AbstractBehavior<DomainEntity.Command> {

  public static final EntityTypeKey<Command> TYPE_KEY =
      EntityTypeKey.create(Command.class, "domain");

  public sealed interface Command
      permits ForChunk,
          LookedUp,
          SurveyAnswered,
          LinkReport,
          LinkEnded,
          IdentitiesRead,
          HandedIn,
          MovedOn,
          NextChunk,
          EarlierKeysRead,
          Tick,
          Idle,
          Stop {}

  /** What is sent to the owner of a chunk, wherever that is. */
  public sealed interface ForChunk extends Command permits Request, LookAfter {
    ChunkId chunk();
  }

  /**
   * A node says that the chunk's copies are not in order, or that its own is not among them.
   *
   * @param replica the copy on this node, which follows {@code promised} and holds {@code log}
   */
  public record LookAfter(ChunkId chunk, ReplicaId replica, Epoch promised, EpochRuns log)
      implements ForChunk, ControlMessage, NotInfluenceReceiveTimeout {}

  /**
   * What a client asks of a chunk. {@code request} is the client's number for it, returned with the
   * answer.
   */
  public sealed interface Request extends ForChunk
      permits CreateDomain, PutBatch, GetKey, AskForNodes {
    long request();
  }

  /** Makes a domain's first chunk if it does not exist. */
  public record CreateDomain(long request, ChunkInfo info, ActorRef<CreateReply> replyTo)
      implements Request, ControlMessage {
    @Override
    public ChunkId chunk() {
      return info.id();
    }
  }

  /** How a create ended. */
  public enum CreateStatus {
    CREATED,
    EXISTS,
    UNAVAILABLE
  }

  /** {@code copies} are in force; 0 unless the domain was created. */
  public record CreateReply(long request, CreateStatus status, NodeName owner, int copies)
      implements ControlMessage {}

  /**
   * Appends entries.
   *
   * @param all answer when all copies have them, not only a majority
   * @param entries whole entries, as frames
   */
  public record PutBatch(
      long request, ChunkId chunk, boolean all, byte[] entries, ActorRef<PutReply> replyTo)
      implements Request, DataMessage {}

  /**
   * What became of an entry. After any but {@link #STORED} this very request did not store it and
   * will not.
   */
  public enum PutStatus {
    STORED,
    NO_SUCH_DOMAIN,
    BUSY,
    TOO_MANY_IDEMPOTENCY_KEYS,
    FULL,
    FORGOTTEN,
    /** Another entry has this id: the same one with another id is welcome. */
    ID_TAKEN,
    DAMAGED,
    /** The chunk takes no more: the domain's newest one does. */
    SEALED,
    UNAVAILABLE,
    /** The domain exists, and of all nodes none has a copy. */
    NO_COPY
  }

  /**
   * The answer to a batch.
   *
   * @param statuses of each entry in order; a single one stands for all
   * @param ids that the entries are stored under: those of earlier entries where an idempotency key
   *     was known
   * @param horizonSeconds an entry whose status is {@code FORGOTTEN} needs an id above this second
   * @param chunks how many the domain has at least
   */
  public record PutReply(
      long request,
      NodeName owner,
      PutStatus[] statuses,
      long[] ids,
      long horizonSeconds,
      long chunks)
      implements DataMessage {

    /** One status for all entries. */
    static PutReply of(PutBatch put, NodeName owner, PutStatus status) {
      return new PutReply(put.request(), owner, new PutStatus[] {status}, new long[0], 0, 0);
    }
  }

  /**
   * Reads a key.
   *
   * @param upTo the last index to look at, as an earlier answer gave it; 0 for all that is
   *     acknowledged now
   * @param maxBytes what the entries of the answer may take; see {@link CopyReader.Read}
   */
  public record GetKey(
      long request,
      ChunkId chunk,
      byte[] key,
      long from,
      long upTo,
      int maxEntries,
      int maxBytes,
      ActorRef<ReadReply> replyTo)
      implements Request, DataMessage {

    /**
     * The same question to one copy, which holds the log up to an index.
     *
     * @param chunks how many the domain has
     */
    CopyReader.Read reading(ReplicaId replica, long index, long chunks) {
      return new CopyReader.Read(
          Optional.of(replica),
          chunk,
          key,
          from,
          index,
          maxEntries,
          maxBytes,
          chunks,
          request,
          replyTo);
    }
  }

  /** The idempotency keys of earlier chunks, for the ownership of an epoch. */
  record EarlierKeysRead(Epoch epoch, Map<IdempotencyKey, EntryId> keys) implements Command {}

  /** Asks which nodes have the copies in force. */
  public record AskForNodes(long request, ChunkId chunk, ActorRef<CopiesOn> replyTo)
      implements Request, ControlMessage {}

  /**
   * The nodes with the copies in force.
   *
   * @param refused why there is no answer, if there is none
   * @param chunks how many chunks the domain has at least: more than this one, if it is closed
   */
  public record CopiesOn(long request, Optional<PutStatus> refused, List<NodeId> nodes, long chunks)
      implements ControlMessage {}

  /** A message of a {@link ReplicaLink}; those of an ownership that is over are passed over. */
  record LinkReport(Epoch epoch, Report report) implements Command, NotInfluenceReceiveTimeout {}

  /** A link failed: the copy would get nothing any more. */
  record LinkEnded(Epoch epoch) implements Command {}

  sealed interface Report {}

  record GrantedBy(ReplicaId copy, Granted granted) implements Report {}

  record MatchedBy(ReplicaId copy, long index, boolean full) implements Report {}

  record ConfirmedBy(ReplicaId copy, long round) implements Report {}

  record RefusedBy(Epoch promised) implements Report {}

  record GoneFor(ReplicaId copy) implements Report {}

  record Wanted(ReplicaId copy, long from, ActorRef<CopyReader.Fetched> replyTo)
      implements Report {}

  /** A fetch that had to wait for the node's budget. */
  record WantedStill(Wanted wanted) implements Report {}

  /** A fetch is answered, with entries of so many bytes. */
  record Brought(long bytes) implements Report {}

  /** {@code sure} if the catalog's majority was asked before. */
  private record LookedUp(CreateDomain create, boolean sure) implements Command {}

  record SurveyAnswered(ReplicaHost.Answered answered) implements Command {}

  record IdentitiesRead(CopyReader.Identified identified) implements Command {}

  /** Entries of a copy that was given up and came back. */
  record HandedIn(List<Batch> batches) implements Command {}

  /** Entries of such a copy were put into another chunk. */
  record MovedOn(PutReply reply) implements Command {}

  /** The chunk after this one was asked for. */
  record NextChunk(CreateReply created) implements Command {}

  enum Tick implements Command, NotInfluenceReceiveTimeout {
    INSTANCE
  }

  private enum Idle implements Command {
    INSTANCE
  }

  /** Ends the entity; its copies stay. */
  public enum Stop implements Command {
    INSTANCE
  }

  private static final Duration TICK = Duration.ofMillis(100);

  /** The owner of a closed chunk is put to rest when nobody asked it for so long. */
  private static final Duration SOON = Duration.ofSeconds(10);

  /** So long an owner tries to come to serve for a chunk that is to be looked after. */
  private static final Duration CARE = Duration.ofSeconds(10);

  private final DomainSettings settings;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ChunkId chunk;
  private final Catalog catalog;
  private final Takeover takeover;
  private final NodeName self;
  private final WaitingRequests waiting;
  private final NodeLimits limits;
  private final TimerScheduler<Command> timers;
  private boolean ticking;
  private boolean restsSoon;

  /** Until then the chunk is looked after though nobody waits for it. */
  private long careUntilNanos = System.nanoTime();

  /** The ownership under way; null while there is none. */
  private OwnedChunk owned;

  private DomainEntity(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ChunkId chunk,
      ActorRef<ClusterSharding.ShardCommand> shard,
      DomainSettings settings,
      NodeLimits limits) {
    super(context);
    this.timers = timers;
    this.limits = limits;
    this.settings = settings;
    this.shard = shard;
    this.self = ClusterView.get(context.getSystem()).self().orElseThrow();
    this.chunk = chunk;
    this.catalog = Catalog.get(context.getSystem());
    this.takeover = new Takeover(context, chunk);
    this.waiting = new WaitingRequests(settings.maxPending(), settings.answerWithin());
    context.setReceiveTimeout(settings.idleAfter(), Idle.INSTANCE);
  }

  static Behavior<Command> create(
      ChunkId chunk,
      ActorRef<ClusterSharding.ShardCommand> shard,
      DomainSettings settings,
      NodeLimits limits) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new DomainEntity(context, timers, chunk, shard, settings, limits)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Request.class, this::onRequest)
        .onMessage(LookAfter.class, this::onLookAfter)
        .onMessage(LookedUp.class, this::onLookedUp)
        .onMessage(LinkReport.class, this::onLinkReport)
        .onMessage(LinkEnded.class, this::onLinkEnded)
        .onMessage(SurveyAnswered.class, this::onSurveyAnswered)
        .onMessage(IdentitiesRead.class, this::onIdentitiesRead)
        .onMessage(HandedIn.class, this::onHandedIn)
        .onMessage(MovedOn.class, this::onMovedOn)
        .onMessage(NextChunk.class, this::onNextChunk)
        .onMessage(EarlierKeysRead.class, this::onEarlierKeysRead)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onMessageEquals(Idle.INSTANCE, this::onIdle)
        .onMessageEquals(Stop.INSTANCE, this::onStop)
        .onSignal(PostStop.class, signal -> onEnded())
        .build();
  }

  private Behavior<Command> onRequest(Request request) {
    if (owned != null && owned.serves()) {
      serve(request);
    } else if (request instanceof CreateDomain create) {
      getContext()
          .pipeToSelf(
              catalog.refresh(create.info().domain()),
              (sure, failure) -> new LookedUp(create, failure == null && sure));
    } else {
      await(request);
    }
    tickWhileNeeded();
    return this;
  }

  private Behavior<Command> onLookAfter(LookAfter ask) {
    if (owned != null && owned.serves()) {
      owned.lookAfter(ask);
    }
    if (owned == null || !owned.serves()) {
      careUntilNanos = System.nanoTime() + CARE.toNanos();
    }
    if (owned != null) {
      advance();
    } else {
      takeover.survey(creation());
    }
    tickWhileNeeded();
    return this;
  }

  /** A domain that exists is never created anew, also if no node has a copy of it. */
  private Behavior<Command> onLookedUp(LookedUp message) {
    CreateDomain create = message.create();
    Optional<CatalogEntry> listed = catalog.findByChunk(chunk);
    if (owned != null && owned.serves()) {
      serve(create);
    } else if (listed.filter(entry -> entry.creation() != create.info().creation()).isPresent()) {
      create.replyTo().tell(new CreateReply(create.request(), CreateStatus.EXISTS, self, 0));
    } else if (!message.sure()) {
      refuse(create, PutStatus.UNAVAILABLE, ReadStatus.UNAVAILABLE);
    } else {
      await(create);
    }
    tickWhileNeeded();
    return this;
  }

  private boolean isWanted() {
    return !waiting.isEmpty() || System.nanoTime() - careUntilNanos < 0;
  }

  private void await(Request request) {
    if (!waiting.add(request)) {
      refuse(request, PutStatus.BUSY, ReadStatus.BUSY);
    } else if (owned == null) {
      takeover.survey(creation());
    }
  }

  private Optional<CreateDomain> creation() {
    return waiting.creation().filter(create -> catalog.findByChunk(chunk).isEmpty());
  }

  /** An entity with nothing to see to has no timer: most chunks are idle. */
  private void tickWhileNeeded() {
    boolean needed = isWanted() || (owned != null && owned.isWaiting());
    if (needed && !ticking) {
      timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
    } else if (!needed && ticking) {
      timers.cancel(Tick.INSTANCE);
    }
    ticking = needed;
  }

  private void serve(Request request) {
    if (request instanceof PutBatch && !owned.isReadyForPuts()) {
      await(request);
    } else if (request instanceof PutBatch put) {
      owned.put(put);
    } else if (request instanceof GetKey get) {
      owned.get(get);
    } else if (request instanceof AskForNodes ask) {
      ask.replyTo().tell(owned.nodes(ask));
    } else if (request instanceof CreateDomain create) {
      boolean same = create.info().creation() == owned.info().creation();
      CreateReply reply =
          new CreateReply(
              create.request(),
              same ? CreateStatus.CREATED : CreateStatus.EXISTS,
              self,
              owned.copies());
      catalog
          .publishAndAwait(owned.info(), owned.info().number() + 1)
          .thenAccept(published -> create.replyTo().tell(reply));
    }
  }

  private void refuse(Request request, PutStatus putStatus, ReadStatus readStatus) {
    if (request instanceof PutBatch put) {
      put.replyTo().tell(PutReply.of(put, self, putStatus));
    } else if (request instanceof GetKey get) {
      get.replyTo().tell(ReadReply.failed(get.request(), readStatus));
    } else if (request instanceof AskForNodes ask) {
      ask.replyTo().tell(new CopiesOn(ask.request(), Optional.of(putStatus), List.of(), 0));
    } else if (request instanceof CreateDomain create) {
      create.replyTo().tell(new CreateReply(create.request(), CreateStatus.UNAVAILABLE, self, 0));
    }
  }

  private Behavior<Command> onSurveyAnswered(SurveyAnswered message) {
    if (owned == null) {
      act(takeover.answered(message.answered()));
    }
    return this;
  }

  private void act(Takeover.Finding finding) {
    if (finding instanceof Takeover.Claimable claimable) {
      owned =
          new OwnedChunk(
              getContext(),
              claimable.epoch(),
              claimable.info(),
              claimable.copies(),
              settings,
              limits);
      owned.claim(claimable.others(), claimable.mayForce());
    } else if (finding instanceof Takeover.Nowhere) {
      boolean listed = catalog.findByChunk(chunk).isPresent();
      waiting.drain(
          request -> true,
          request ->
              refuse(
                  request,
                  listed ? PutStatus.NO_COPY : PutStatus.NO_SUCH_DOMAIN,
                  listed ? ReadStatus.NO_COPY : ReadStatus.NO_SUCH_DOMAIN));
      // Names that do not exist may be asked for in any number.
      shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
    }
  }

  private Behavior<Command> onLinkReport(LinkReport message) {
    if (owned != null && owned.epoch().equals(message.epoch())) {
      owned.received(message.report());
      advance();
    }
    return this;
  }

  private Behavior<Command> onLinkEnded(LinkEnded message) {
    if (owned != null && owned.epoch().equals(message.epoch())) {
      giveUp();
    }
    return this;
  }

  private Behavior<Command> onIdentitiesRead(IdentitiesRead message) {
    if (owned != null) {
      owned.received(message.identified());
      advance();
    }
    return this;
  }

  private Behavior<Command> onHandedIn(HandedIn message) {
    if (owned != null && owned.serves()) {
      owned.handedIn(message.batches());
    }
    tickWhileNeeded();
    return this;
  }

  private void advance() {
    if (owned.isLost()) {
      giveUp();
    } else if (owned.serves()) {
      owned.sealing().advance();
      restSoonIfDone();
      if (!waiting.isEmpty()) {
        catalog.publish(owned.info(), owned.info().number() + 1);
        boolean isReady = owned.isReadyForPuts();
        waiting.drain(request -> isReady || !(request instanceof PutBatch), this::serve);
      }
    }
  }

  private Behavior<Command> onMovedOn(MovedOn message) {
    if (owned != null) {
      owned.movedOn(message.reply());
    }
    return this;
  }

  private Behavior<Command> onEarlierKeysRead(EarlierKeysRead message) {
    if (owned != null && owned.epoch().equals(message.epoch())) {
      owned.earlierKeys(message.keys());
    }
    return this;
  }

  /** What it knows of a chunk that takes nothing more is only in the way. */
  private void restSoonIfDone() {
    if (owned.isClosed() && !restsSoon) {
      restsSoon = true;
      Duration soon = settings.idleAfter().compareTo(SOON) < 0 ? settings.idleAfter() : SOON;
      getContext().setReceiveTimeout(soon, Idle.INSTANCE);
    }
  }

  private Behavior<Command> onNextChunk(NextChunk message) {
    if (owned != null) {
      if (owned.serves()) {
        owned.sealing().created(message.created());
      }
      advance();
    }
    tickWhileNeeded();
    return this;
  }

  /**
   * Somebody else claimed the chunk, or no majority of its copies answers. What waits is tried
   * again or times out.
   */
  private void giveUp() {
    owned.close();
    takeover.claimAbove(owned.lostTo());
    owned = null;
    if (isWanted()) {
      takeover.survey(creation());
    }
  }

  private Behavior<Command> onTick() {
    waiting.expired(request -> refuse(request, PutStatus.UNAVAILABLE, ReadStatus.UNAVAILABLE));
    if (owned != null) {
      owned.tick();
      if (owned.isLost() || owned.isStuck()) {
        giveUp();
      } else if (owned.serves()) {
        owned.sealing().advance();
      }
    } else if (!isWanted()) {
      takeover.stop();
    } else {
      act(takeover.tick(creation()));
    }
    tickWhileNeeded();
    return this;
  }

  private Behavior<Command> onIdle() {
    if (owned == null || !owned.isWaiting()) {
      shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
    }
    return this;
  }

  private Behavior<Command> onEnded() {
    if (owned != null) {
      owned.close();
    }
    return this;
  }

  /** What has only just arrived was not begun with: its client may ask the next owner at once. */
  private Behavior<Command> onStop() {
    waiting.drain(
        request -> true, request -> refuse(request, PutStatus.UNAVAILABLE, ReadStatus.UNAVAILABLE));
    return Behaviors.stopped();
  }
}
