package dev.ringo.replica;

import akka.actor.Props;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.ringo.journal.FileJournal;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.Protocol;
import dev.ringo.replication.Protocol.ClaimRefused;
import dev.ringo.replication.Protocol.CopyGone;
import dev.ringo.replication.ReplicaId;
import dev.ringo.replication.Survey;
import dev.ringo.replication.Survey.Found;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.value.LocalValues;
import dev.ringo.wire.ControlMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/** Keeps the replicas of a node and answers for them, also for those that it does not have. */
public final class ReplicaHost extends AbstractBehavior<ReplicaHost.Command> {

  /** The host's name among the system's actors, the same on every node. */
  public static final String NAME = "ringo-replicas";

  /** What waits for a disk that stands still; who asked asks again. */
  private static final int MAX_WAITING = 2_000;

  private static final int MAX_LISTED = 500;

  private static final Duration START_AGAIN = Duration.ofSeconds(1);

  public sealed interface Command extends ControlMessage
      permits AskForCopy,
          ClaimCopy,
          DropCopy,
          ListCopies,
          AskForFigures,
          ReplicaEnded,
          Dropped,
          Erased,
          Reread,
          ReadAnew,
          Unreadable,
          StartAgain,
          PutAside,
          IsAside,
          LedgerSaid {}

  /**
   * Asks whether this node has a copy of a chunk.
   *
   * @param survey returned with the answer
   * @param creation the epoch of a claimant that creates the chunk if no node has it
   */
  public record AskForCopy(
      ChunkId chunk, long survey, Optional<Epoch> creation, ActorRef<Answered> replyTo)
      implements Command {}

  public record Answered(long survey, Survey.Answer answer) implements ControlMessage {}

  /**
   * Claims one replica for an owner, and makes it if it is new. One that this node had and lost, or
   * dropped, is gone.
   */
  public record ClaimCopy(Protocol.Claim claim, ActorRef<Replica.ClaimReply> replyTo)
      implements Command {}

  /** An owner of this epoch has a replica in no list any more. */
  public record DropCopy(ReplicaId replica, ChunkId chunk, Epoch epoch) implements Command {}

  /**
   * Asks for the copies on this node in the order of their chunks' ids.
   *
   * @param of a domain, if its copies are enough
   * @param after a copy's chunk, for those that come after it
   */
  public record ListCopies(
      Optional<DomainName> of, Optional<ChunkId> after, ActorRef<CopyList> replyTo)
      implements Command {}

  /** Some copies; {@code more} if there are others after the last one. */
  public record CopyList(List<Copy> copies, boolean more) implements ControlMessage {

    /**
     * What a copy knows of itself.
     *
     * @param members the number of copies in force
     * @param open may the chunk take more entries?
     * @param counts is it one of them? Else it is being filled, or not wanted any more
     * @param owner is the chunk's owner on this node, and serves?
     * @param last index of its log
     * @param behind entries that were committed and that it does not have yet
     */
    public record Copy(
        ChunkInfo info,
        boolean open,
        int members,
        boolean counts,
        boolean owner,
        long entries,
        long bytes,
        Epoch epoch,
        long last,
        long behind) {}
  }

  /** The file of a copy was mended: what can be found in it has to be looked for again. */
  record ReadAnew(ChunkId chunk) implements Command {}

  /** A replica cannot read its events. */
  private record Unreadable(ChunkId chunk) implements Command {}

  /** A replica failed in its start; what it has may be there all the same. */
  private record StartAgain(ChunkId chunk) implements Command {}

  /** A copy that cannot be read may be given up. */
  record PutAside(ChunkId chunk) implements Command {}

  /** Its directory has another name, or the failure. */
  private record IsAside(ChunkId chunk, String name, Optional<Throwable> failure)
      implements Command {}

  public record AskForFigures(ActorRef<Figures> replyTo) implements Command {}

  /** In bytes; {@code copies} counts chunks, {@code owners} those that an owner here serves. */
  public record Figures(
      long stored, long limit, int copies, int owners, long heap, StoreHealth.Report disk)
      implements ControlMessage {}

  /**
   * A replica stopped: it was dropped, or it failed, and then it is started again from its journal.
   *
   * @param last is this what was heard last of it? The news of an end overtakes other messages.
   */
  record ReplicaEnded(ChunkId chunk, boolean last) implements Command {}

  private record Dropped(Replica.Dropping dropping) implements Command {}

  record Erased(ChunkId chunk) implements Command {}

  private record Reread(Replica.Reread replica) implements Command {}

  private record LedgerSaid(PromiseLedger.Said said) implements Command {}

  private final NodeStore self;
  private final NavigableMap<ChunkId, PublishedCopy> published;
  private final Set<ChunkId> owned;
  private final Set<ChunkId> doubted;
  private final StorageLimit limit;
  private final Optional<LocalValues> values;
  private final StoreHealth health = StoreHealth.get(getContext().getSystem());
  private final ActorRef<Replica.Dropping> onDropping;
  private final ActorRef<Replica.Reread> onReread;
  private final Map<ChunkId, ActorRef<Replica.Command>> replicas = new HashMap<>();

  private final Promises promises = new Promises();

  /** Where promises are kept, if not only in memory. */
  private final Optional<ActorRef<PromiseLedger.Note>> ledger;

  /** Is it known what was promised before this start? */
  private boolean remembers;

  /** What is to be done once a promise is on the disk, in the order in which they were made. */
  private final Map<Long, Pending> waiting = new LinkedHashMap<>();

  private record Pending(Promises.Fact fact, Runnable then) {}

  private long notes;

  /** Chunks whose replica failed: what they have is in the journal. */
  private final Set<ChunkId> failed = new HashSet<>();

  /** Chunks whose replica has no events: it was erased before. */
  private final Set<ChunkId> empty = new HashSet<>();

  /** Chunks whose dropped replica is not erased yet. */
  private final Set<ChunkId> erasing = new HashSet<>();

  /** Those of them of which the ledger says so: only then may they be erased. */
  private final Set<ChunkId> notedAsGone = new HashSet<>();

  /** A replica's events that could not be read so often are damaged; an index is made anew. */
  private static final int GIVES_UP_AFTER = 3;

  /** How often a chunk's replica could not read its events. */
  private final Map<ChunkId, Integer> unreadable = new HashMap<>();

  /** Chunks whose files are about to get another name. */
  private final Set<ChunkId> puttingAside = new HashSet<>();

  /** Chunks whose replica is about to be made, or known to be lost. */
  private final Set<ChunkId> making = new HashSet<>();

  private ReplicaHost(
      ActorContext<Command> context,
      NodeStore self,
      NavigableMap<ChunkId, PublishedCopy> published,
      Set<ChunkId> owned,
      Set<ChunkId> doubted,
      StorageLimit limit,
      Optional<LocalValues> values) {
    super(context);
    onDropping = context.messageAdapter(Replica.Dropping.class, Dropped::new);
    onReread = context.messageAdapter(Replica.Reread.class, Reread::new);
    this.owned = owned;
    this.doubted = doubted;
    this.self = self;
    this.published = published;
    this.limit = limit;
    this.values = values;
    remembers = !self.onDisk();
    ledger = self.onDisk() ? Optional.of(startLedger()) : Optional.empty();
    if (self.onDisk()) {
      startReplicas();
    }
  }

  private ActorRef<PromiseLedger.Note> startLedger() {
    ActorRef<PromiseLedger.Said> said =
        getContext().messageAdapter(PromiseLedger.Said.class, LedgerSaid::new);
    return getContext().spawn(PromiseLedger.create(said), "promises");
  }

  /** Those that have events on the disk. Until one has read them, nobody is told of its copy. */
  private void startReplicas() {
    FileJournal.persistenceIds(Adapter.toClassic(getContext().getSystem())).stream()
        .map(Replica::chunkOf)
        .flatMap(Optional::stream)
        .forEach(this::startAgain);
  }

  private void startAgain(ChunkId chunk) {
    replicas.put(chunk, spawn(chunk));
    replicas.get(chunk).tell(new Replica.SayWho(onReread));
  }

  private Behavior<Command> onStartAgain(StartAgain message) {
    making.remove(message.chunk());
    startAgain(message.chunk());
    return this;
  }

  /**
   * The host of a node.
   *
   * @param published where the replicas show what they hold; for many threads
   * @param owned the chunks that an owner on this node serves; for many threads
   * @param doubted takes the chunks whose owner wants another copy here than the one that is here;
   *     for many threads
   * @param values those in files of their own, if the node can have any
   */
  public static Behavior<Command> create(
      NodeStore self,
      NavigableMap<ChunkId, PublishedCopy> published,
      Set<ChunkId> owned,
      Set<ChunkId> doubted,
      StorageLimit limit,
      Optional<LocalValues> values) {
    Behavior<Command> behavior =
        Behaviors.setup(
            context -> new ReplicaHost(context, self, published, owned, doubted, limit, values));
    return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.resume());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(AskForCopy.class, this::onAskForCopy)
        .onMessage(ClaimCopy.class, this::onClaimCopy)
        .onMessage(DropCopy.class, this::onDropCopy)
        .onMessage(Dropped.class, this::onDropped)
        .onMessage(Erased.class, this::onErased)
        .onMessage(ListCopies.class, this::onListCopies)
        .onMessage(AskForFigures.class, this::onAskForFigures)
        .onMessage(ReplicaEnded.class, this::onReplicaEnded)
        .onMessage(Reread.class, this::onReread)
        .onMessage(StartAgain.class, this::onStartAgain)
        .onMessage(ReadAnew.class, this::onReadAnew)
        .onMessage(Unreadable.class, this::onUnreadable)
        .onMessage(PutAside.class, this::onPutAside)
        .onMessage(IsAside.class, this::onIsAside)
        .onMessage(LedgerSaid.class, this::onLedgerSaid)
        .build();
  }

  private Behavior<Command> onLedgerSaid(LedgerSaid message) {
    if (message.said() instanceof PromiseLedger.Remembered remembered) {
      remembered.facts().forEach(promises::apply);
      remembers = true;
      List.copyOf(published.keySet()).forEach(this::dropIfGone);
      // It may have failed, and forgotten what it was asked.
      waiting.forEach(this::note);
    } else if (message.said() instanceof PromiseLedger.Noted noted) {
      Optional.ofNullable(waiting.remove(noted.number())).ifPresent(pending -> pending.then.run());
    }
    return this;
  }

  private void note(long number, Pending pending) {
    ledger.orElseThrow().tell(new PromiseLedger.Note(pending.fact, number));
  }

  private Behavior<Command> onReread(Reread message) {
    ChunkId chunk = message.replica().chunk();
    if (message.replica().exists()) {
      dropIfGone(chunk);
    } else {
      empty.add(chunk);
    }
    return this;
  }

  /** The node came to its end before it had erased a replica that it had dropped. */
  private void dropIfGone(ChunkId chunk) {
    PublishedCopy copy = published.get(chunk);
    ActorRef<Replica.Command> replica = replicas.get(chunk);
    if (remembers && copy != null && replica != null && promises.isGone(chunk, copy.replica())) {
      replica.tell(new Replica.Drop(copy.promised(), onDropping));
    }
  }

  private Behavior<Command> onReadAnew(ReadAnew message) {
    ActorRef<Replica.Command> replica = replicas.get(message.chunk());
    if (replica != null && published.containsKey(message.chunk())) {
      replica.tell(Replica.ReadAnew.INSTANCE);
    }
    return this;
  }

  /** The replica goes on trying, for it may be somebody else who is wrong. */
  private Behavior<Command> onUnreadable(Unreadable message) {
    ChunkId chunk = message.chunk();
    Optional<ReplicaId> replica = promises.madeFor(chunk);
    if (self.onDisk()
        && remembers
        && replica.isPresent()
        && unreadable.merge(chunk, 1, Integer::sum) == GIVES_UP_AFTER) {
      getContext()
          .spawnAnonymous(
              Quarantine.create(chunk, replica.get(), getContext().getSelf()),
              DispatcherSelector.fromConfig("ringo.store.dispatcher"));
    }
    return this;
  }

  private Behavior<Command> onPutAside(PutAside message) {
    ActorRef<Replica.Command> replica = replicas.get(message.chunk());
    if (replica != null
        && published.get(message.chunk()) == null
        && puttingAside.add(message.chunk())) {
      making.add(message.chunk());
      getContext().stop(replica);
    }
    return this;
  }

  private void putAside(ChunkId chunk) {
    String name = FileJournal.ASIDE + chunk + "." + System.currentTimeMillis();
    getContext()
        .pipeToSelf(
            FileJournal.putAside(
                Adapter.toClassic(getContext().getSystem()),
                Replica.persistenceIdOf(chunk).id(),
                name),
            (done, failure) -> new IsAside(chunk, name, Optional.ofNullable(failure)));
  }

  private Behavior<Command> onIsAside(IsAside message) {
    ChunkId chunk = message.chunk();
    puttingAside.remove(chunk);
    unreadable.remove(chunk);
    making.remove(chunk);
    if (message.failure().isPresent()) {
      getContext().getLog().error("{} cannot be put aside: {}", chunk, message.failure().get());
      replicas.put(chunk, spawn(chunk));
      return this;
    }
    health.quarantined();
    getContext()
        .getLog()
        .error(
            "The copy of {} cannot be read any more: it is put aside as {}, and the others are"
                + " whole",
            chunk,
            message.name());
    if (promises.madeFor(chunk).isPresent()) {
      lose(chunk);
    }
    return this;
  }

  /** Keeps a promise, and then goes on. */
  private void promise(Promises.Fact fact, Runnable then) {
    // It binds from now on, and is spoken of when it is kept.
    promises.apply(fact);
    if (ledger.isEmpty()) {
      then.run();
      return;
    }
    waiting.put(++notes, new Pending(fact, then));
    note(notes, waiting.get(notes));
  }

  /** Does it know what it promised, and has it not too much to promise? Else nobody is answered. */
  private boolean canPromise() {
    return remembers && waiting.size() < MAX_WAITING;
  }

  private Behavior<Command> onAskForCopy(AskForCopy ask) {
    ChunkId chunk = ask.chunk();
    if (!canPromise() || making.contains(chunk)) {
      return this;
    }
    if (replicas.containsKey(chunk)) {
      answer(ask);
    } else if (promises.madeFor(chunk).isPresent()) {
      lose(chunk);
    } else if (ask.creation().isPresent()) {
      promise(new Promises.Reserved(chunk, ask.creation().get()), () -> answer(ask));
    } else {
      answer(ask);
    }
    return this;
  }

  private void answer(AskForCopy ask) {
    Optional<PublishedCopy> copy = Optional.ofNullable(published.get(ask.chunk()));
    if (copy.isEmpty() && replicas.containsKey(ask.chunk())) {
      // Its replica has not read its events, or not persisted its first claim.
      return;
    }
    ReplicaId replica =
        copy.map(PublishedCopy::replica).orElse(new ReplicaId(self.node(), self.id(), 0));
    Optional<Found> found =
        copy.map(here -> new Found(here.info(), here.copiesAt(), here.promised()));
    Survey.Answer answer = new Survey.Answer(replica, found, promises.floorOf(ask.chunk()));
    ask.replyTo().tell(new Answered(ask.survey(), answer));
  }

  private Behavior<Command> onClaimCopy(ClaimCopy command) {
    Protocol.Claim claim = command.claim();
    ChunkId chunk = claim.info().id();
    if (!canPromise() || erasing.contains(chunk) || making.contains(chunk)) {
      return this;
    }
    Epoch floor = promises.floorOf(chunk);
    if (claim.copy().store() != self.id() || promises.isGone(chunk, claim.copy())) {
      refuse(command, new CopyGone(claim.epoch()));
    } else if (replicas.containsKey(chunk)) {
      Optional.ofNullable(published.get(chunk))
          .filter(copy -> !copy.replica().equals(claim.copy()))
          .ifPresent(another -> doubted.add(chunk));
      claim(command);
    } else if (promises.madeFor(chunk).isPresent()) {
      lose(chunk);
    } else if (claim.epoch().compareTo(floor) < 0) {
      refuse(command, new ClaimRefused(claim.epoch(), floor));
    } else {
      making.add(chunk);
      promise(new Promises.Made(chunk, claim.copy()), () -> make(command));
    }
    return this;
  }

  /** The chunk had a copy here, whose files are not there any more. */
  private void lose(ChunkId chunk) {
    ReplicaId lost = promises.madeFor(chunk).orElseThrow();
    getContext().getLog().error("The files of the copy {} of {} are lost", lost, chunk);
    making.add(chunk);
    promise(
        new Promises.Gone(chunk, lost, promises.floorOf(chunk)),
        () -> {
          making.remove(chunk);
          // Its owner does not know, and may be at rest.
          doubted.add(chunk);
        });
  }

  private void make(ClaimCopy command) {
    ChunkId chunk = command.claim().info().id();
    making.remove(chunk);
    replicas.put(chunk, spawn(chunk));
    claim(command);
  }

  private void claim(ClaimCopy command) {
    ChunkId chunk = command.claim().info().id();
    promises.hasCopy(chunk);
    replicas.get(chunk).tell(new Replica.Claim(command.claim(), command.replyTo()));
  }

  private void refuse(ClaimCopy command, Protocol.ClaimReply reply) {
    ActorRef<Replica.Append> nobody = getContext().getSystem().deadLetters();
    command.replyTo().tell(new Replica.ClaimReply(reply, nobody));
  }

  private Behavior<Command> onDropCopy(DropCopy command) {
    ChunkId chunk = command.chunk();
    PublishedCopy copy = published.get(chunk);
    ActorRef<Replica.Command> replica = replicas.get(chunk);
    if (copy != null && replica != null && copy.replica().equals(command.replica())) {
      replica.tell(new Replica.Drop(command.epoch(), onDropping));
    }
    return this;
  }

  private Behavior<Command> onDropped(Dropped message) {
    Replica.Dropping dropping = message.dropping();
    ChunkId chunk = dropping.chunk();
    erasing.add(chunk);
    promise(
        new Promises.Gone(chunk, dropping.replica(), dropping.promised()),
        () -> {
          notedAsGone.add(chunk);
          eraseIfReady(chunk);
        });
    published.remove(chunk);
    getContext().getLog().debug("dropped the copy {} of {}", dropping.replica(), chunk);
    return this;
  }

  private ActorRef<Replica.Command> spawn(ChunkId chunk) {
    ActorRef<Command> host = getContext().getSelf();
    ActorRef<Replica.Command> replica =
        getContext()
            .spawn(
                Replica.create(
                    self, chunk, published, limit, values, () -> host.tell(new Unreadable(chunk))),
                chunk.toString());
    getContext().watchWith(replica, new ReplicaEnded(chunk, false));
    return replica;
  }

  private Behavior<Command> onReplicaEnded(ReplicaEnded message) {
    ChunkId chunk = message.chunk();
    if (!message.last()) {
      getContext().getSelf().tell(new ReplicaEnded(chunk, true));
      return this;
    }
    replicas.remove(chunk);
    if (published.remove(chunk) != null) {
      failed.add(chunk);
    }
    if (puttingAside.contains(chunk)) {
      failed.remove(chunk);
      putAside(chunk);
    } else if (erasing.contains(chunk)) {
      failed.remove(chunk);
      eraseIfReady(chunk);
    } else if (failed.contains(chunk)) {
      // Until it is back nobody is told that there is no copy here.
      replicas.put(chunk, spawn(chunk));
    } else if (!empty.remove(chunk)) {
      making.add(chunk);
      getContext().scheduleOnce(START_AGAIN, getContext().getSelf(), new StartAgain(chunk));
    }
    return this;
  }

  private void eraseIfReady(ChunkId chunk) {
    if (replicas.containsKey(chunk) || !notedAsGone.remove(chunk)) {
      return;
    }
    String id = Replica.persistenceIdOf(chunk).id();
    Props props =
        self.onDisk() ? CopyEraser.onDisk(id, () -> eraseValues(chunk)) : CopyEraser.inMemory(id);
    akka.actor.ActorRef eraser = Adapter.actorOf(getContext(), props);
    getContext().watchWith(Adapter.toTyped(eraser), new Erased(chunk));
  }

  private void eraseValues(ChunkId chunk) {
    if (values.isPresent()) {
      values.get().files().erase(chunk);
    }
  }

  private Behavior<Command> onErased(Erased message) {
    erasing.remove(message.chunk());
    return this;
  }

  private Behavior<Command> onListCopies(ListCopies list) {
    NavigableMap<ChunkId, PublishedCopy> after =
        list.after().map(chunk -> published.tailMap(chunk, false)).orElse(published);
    List<CopyList.Copy> copies =
        after.values().stream()
            .filter(copy -> list.of().isEmpty() || list.of().get().equals(copy.info().domain()))
            .limit(MAX_LISTED)
            .map(this::describe)
            .toList();
    list.replyTo().tell(new CopyList(copies, copies.size() == MAX_LISTED));
    return this;
  }

  private CopyList.Copy describe(PublishedCopy copy) {
    return new CopyList.Copy(
        copy.info(),
        !copy.isSealed(),
        copy.copies().members().size(),
        copy.copies().contains(copy.replica()),
        owned.contains(copy.info().id()),
        copy.entries().entries(),
        copy.entries().entryBytes(),
        copy.promised(),
        copy.log().last(),
        Math.max(0, copy.ownersCommitted() - copy.log().last()));
  }

  private Behavior<Command> onAskForFigures(AskForFigures ask) {
    Runtime runtime = Runtime.getRuntime();
    ask.replyTo()
        .tell(
            new Figures(
                limit.stored(),
                limit.maxBytes(),
                published.size(),
                owned.size(),
                runtime.totalMemory() - runtime.freeMemory(),
                self.onDisk() ? health.report(published.values()) : StoreHealth.Report.NONE));
    return this;
  }
}
