package dev.ringo.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.SnapshotSelectionCriteria;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.Recovery;
import akka.persistence.typed.javadsl.SignalHandler;
import dev.ringo.entry.DamagedEntryException;
import dev.ringo.journal.LostEventsException;
import dev.ringo.replication.Batch;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.Protocol;
import dev.ringo.replication.Protocol.NoRoom;
import dev.ringo.replication.ReplicaId;
import dev.ringo.replication.ReplicaLog.Appended;
import dev.ringo.replication.ReplicaLog.Event;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeId;
import dev.ringo.value.LocalValues;
import dev.ringo.value.ValueHost;
import dev.ringo.wire.ControlMessage;
import dev.ringo.wire.DataMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One copy of a chunk's log. Grants epochs and persists appends, one event for each; what it holds
 * is published for readers, who do not go through its mailbox.
 *
 * <pre>
 *   request ──> pure core decides ──> event persisted ──> state and published copy ──> reply
 * </pre>
 */
public final class Replica
    extends EventSourcedBehavior<Replica.Command, PersistedEvent, ReplicaState> {

  public sealed interface Command
      permits Claim, Append, Drop, SayWho, ReadAnew, Close, IndexMade, IndexDamaged, ValuePulled {}

  /** Asks for the right to write. */
  public record Claim(Protocol.Claim claim, ActorRef<ClaimReply> replyTo)
      implements Command, ControlMessage {}

  /** The answer to a claim, and who is to be sent the appends. */
  public record ClaimReply(Protocol.ClaimReply reply, ActorRef<Append> replica)
      implements DataMessage {}

  /** Hands over entries. */
  public record Append(Protocol.Append append, ActorRef<AppendReply> replyTo)
      implements Command, DataMessage {}

  public record AppendReply(Protocol.AppendReply reply) implements DataMessage {}

  /** The chunk's seal is committed: from now on this copy answers without an owner. */
  private enum Close implements Command {
    INSTANCE
  }

  /** The index of the sealed chunk is in a file; null, with the failure, if not. */
  private record IndexMade(IndexFile index, Throwable failure) implements Command {}

  /** The file with the index cannot be used. */
  private enum IndexDamaged implements Command {
    INSTANCE
  }

  /**
   * Ends this copy for good: its owner has it in no list any more. Passed over if the copy follows
   * a higher epoch.
   */
  record Drop(Epoch epoch, ActorRef<Dropping> replyTo) implements Command {}

  /** The copy is stopping, to be erased when it has. */
  record Dropping(ChunkId chunk, ReplicaId replica, Epoch promised) {}

  /** Asks, at its node's start, who the replica is; one without events ends. */
  record SayWho(ActorRef<Reread> replyTo) implements Command {}

  /** A value in a file of its own is here now, or could not be had. */
  private record ValuePulled(ValueHost.Pulled pulled) implements Command {}

  /** Ends the replica, to be started again: its file was mended. */
  enum ReadAnew implements Command {
    INSTANCE
  }

  /** A replica has read its events; {@code exists} if there are any. One without ends. */
  record Reread(ChunkId chunk, boolean exists) {}

  private final ActorContext<Command> context;
  private final Map<ChunkId, PublishedCopy> published;
  private final StorageLimit limit;
  private final NodeStore store;
  private final ChunkId chunk;
  private final EntryStore entries;
  private final MissingValues missingValues;

  /** Called when the replica's events cannot be read any more. */
  private final Runnable onUnreadable;

  /** Keeps the index of a sealed chunk; only on disk. */
  private final Optional<IndexKeeper> index;

  private Replica(
      ActorContext<Command> context,
      NodeStore store,
      ChunkId chunk,
      Map<ChunkId, PublishedCopy> published,
      StorageLimit limit,
      Optional<LocalValues> values,
      Runnable onUnreadable) {
    super(
        persistenceIdOf(chunk),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.context = context;
    this.store = store;
    this.chunk = chunk;
    this.entries = store.entries(context.getSystem(), persistenceIdOf(chunk).id());
    this.published = published;
    this.limit = limit;
    this.onUnreadable = onUnreadable;
    this.index = store.onDisk() ? Optional.of(indexKeeper()) : Optional.empty();
    this.missingValues =
        new MissingValues(
            chunk, values, context.messageAdapter(ValueHost.Pulled.class, ValuePulled::new));
  }

  private IndexKeeper indexKeeper() {
    ActorSystem<?> system = context.getSystem();
    return new IndexKeeper(
        store.file(system, persistenceIdOf(chunk).id()),
        system.dispatchers().lookup(DispatcherSelector.fromConfig("ringo.store.dispatcher")),
        () -> context.getSelf().tell(IndexDamaged.INSTANCE));
  }

  /**
   * The replica of a chunk on this node.
   *
   * @param store what it keeps its events in
   * @param published where the replica shows what it holds
   * @param limit of the node's stored bytes, which the replica adds its own to
   * @param values those in files of their own, if the node can have any
   * @param onUnreadable called when its file is so damaged that its events cannot be read
   */
  static Behavior<Command> create(
      NodeStore store,
      ChunkId chunk,
      Map<ChunkId, PublishedCopy> published,
      StorageLimit limit,
      Optional<LocalValues> values,
      Runnable onUnreadable) {
    return Behaviors.setup(
        context -> new Replica(context, store, chunk, published, limit, values, onUnreadable));
  }

  static PersistenceId persistenceIdOf(ChunkId chunk) {
    return PersistenceId.ofUniqueId(chunk.directoryName());
  }

  /** The chunk whose replica has a persistence id; none if it is somebody else's. */
  static Optional<ChunkId> chunkOf(String persistenceId) {
    return persistenceId.startsWith(ChunkId.DIRECTORY_PREFIX)
        ? Optional.of(ChunkId.parse(persistenceId.substring(ChunkId.DIRECTORY_PREFIX.length())))
        : Optional.empty();
  }

  @Override
  public String journalPluginId() {
    return store.journal();
  }

  @Override
  public String snapshotPluginId() {
    return store.snapshots();
  }

  /** A snapshot leaves the entries to the index: without that, all events are read. */
  @Override
  public Recovery recovery() {
    return index.flatMap(IndexKeeper::index).isPresent()
        ? super.recovery()
        : Recovery.withSnapshotSelectionCriteria(SnapshotSelectionCriteria.none());
  }

  @Override
  public boolean shouldSnapshot(ReplicaState state, PersistedEvent event, long sequenceNr) {
    return store.onDisk() && state.takesSnapshot();
  }

  @Override
  public SnapshotAdapter<ReplicaState> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(ReplicaState state) {
        return state.snapshot();
      }

      @Override
      public ReplicaState fromJournal(Object snapshot) {
        return restored((ReplicaSnapshot) snapshot);
      }
    };
  }

  private ReplicaState restored(ReplicaSnapshot snapshot) {
    IndexFile file = index.flatMap(IndexKeeper::index).orElseThrow();
    if (file.entries() != snapshot.log().end().seal()) {
      index.get().discard();
      throw new IllegalStateException("the index of " + chunk + " is not that of its snapshot");
    }
    return ReplicaState.of(snapshot, file, limit, entries);
  }

  @Override
  public ReplicaState emptyState() {
    return new ReplicaState(limit, entries);
  }

  @Override
  public CommandHandler<Command, PersistedEvent, ReplicaState> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Claim.class, this::onClaim)
        .onCommand(Append.class, this::onAppend)
        .onCommand(Close.class, (state, close) -> persist(state.log().closing(), this::closed))
        .onCommand(IndexMade.class, this::onIndexMade)
        .onCommand(IndexDamaged.class, (state, damaged) -> onIndexDamaged())
        .onCommand(Drop.class, this::onDrop)
        .onCommand(SayWho.class, this::onSayWho)
        .onCommand(ValuePulled.class, this::onValuePulled)
        .onCommand(ReadAnew.class, command -> Effect().stop())
        .build();
  }

  private Effect<PersistedEvent, ReplicaState> onClaim(ReplicaState state, Claim command) {
    if (state.log().exists() && !state.log().self().equals(command.claim().copy())) {
      // Another copy is wanted on this node before this one was dropped.
      return Effect().none();
    }
    return persist(state.log().claimed(command.claim()), after -> answer(after, command));
  }

  private Effect<PersistedEvent, ReplicaState> persist(
      Optional<Event> event, Consumer<ReplicaState> then) {
    if (event.isEmpty()) {
      return Effect().none().thenRun(then::accept);
    }
    PersistedEvent persisted = new PersistedEvent(event.get());
    return Effect()
        .persist(persisted)
        .thenRun(
            (ReplicaState after) -> {
              after.stored(persisted);
              then.accept(after);
            });
  }

  private Effect<PersistedEvent, ReplicaState> onSayWho(ReplicaState state, SayWho command) {
    command.replyTo().tell(new Reread(chunk, state.log().exists()));
    return state.log().exists() ? Effect().none() : Effect().stop();
  }

  private void answer(ReplicaState state, Claim command) {
    publish(state);
    command
        .replyTo()
        .tell(new ClaimReply(state.log().reply(command.claim()), context.getSelf().narrow()));
  }

  private Effect<PersistedEvent, ReplicaState> onAppend(ReplicaState state, Append command) {
    Optional<Event> event = state.log().appended(command.append());
    if (event.isPresent() && !hasRoomFor(event.get())) {
      command.replyTo().tell(new AppendReply(new NoRoom(command.append().epoch())));
      return Effect().none();
    }
    if (event.isPresent()
        && missingValues.areMissingFor(command, event.get(), nodesWithCopies(state))) {
      return Effect().none();
    }
    return persist(event, after -> answer(after, command));
  }

  private static List<NodeId> nodesWithCopies(ReplicaState state) {
    return state.log().copies().copies().members().stream().map(ReplicaId::node).toList();
  }

  private Effect<PersistedEvent, ReplicaState> onValuePulled(
      ReplicaState state, ValuePulled message) {
    return missingValues
        .pulled(message.pulled())
        .map(append -> onAppend(state, append))
        .orElseGet(() -> Effect().none());
  }

  /** What an owner appends for its own sake is small, and it cannot serve without it. */
  private boolean hasRoomFor(Event event) {
    return !(event instanceof Appended appended)
        || appended.batches().stream().noneMatch(batch -> batch.kind() == Batch.Kind.DATA)
        || limit.hasRoomFor(limit.sizeOf(appended.batches()));
  }

  private void answer(ReplicaState state, Append command) {
    Protocol.AppendReply reply = state.log().reply(command.append(), limit.isFull());
    publish(state);
    command.replyTo().tell(new AppendReply(reply));
    if (state.log().closing().isPresent()) {
      context.getSelf().tell(Close.INSTANCE);
    }
  }

  private void closed(ReplicaState state) {
    publish(state);
    makeIndex(state);
  }

  /** Once a chunk is sealed, its index goes from memory to a file. */
  private void makeIndex(ReplicaState state) {
    if (index.isPresent() && state.log().isClosed()) {
      state
          .entries()
          .indexInMemory()
          .flatMap(open -> index.get().make(open, state.log().end().seal()))
          .ifPresent(
              making ->
                  context.pipeToSelf(making, (made, failure) -> new IndexMade(made, failure)));
    }
  }

  private Effect<PersistedEvent, ReplicaState> onIndexMade(ReplicaState state, IndexMade message) {
    if (message.failure() != null) {
      index.orElseThrow().failed(message.failure());
    } else {
      index.orElseThrow().made(message.index());
      state.sealed(message.index());
      publish(state);
    }
    return Effect().none();
  }

  /** The host starts the replica again, which then reads its entries. */
  private Effect<PersistedEvent, ReplicaState> onIndexDamaged() {
    index.orElseThrow().discard();
    return Effect().stop();
  }

  private Effect<PersistedEvent, ReplicaState> onDrop(ReplicaState state, Drop command) {
    if (!state.log().exists() || command.epoch().compareTo(state.log().promised()) < 0) {
      return Effect().none();
    }
    state.release();
    command.replyTo().tell(new Dropping(chunk, state.log().self(), state.log().promised()));
    return Effect().stop();
  }

  private void publish(ReplicaState state) {
    if (state.log().exists()) {
      published.put(chunk, state.published());
    }
  }

  @Override
  public EventHandler<ReplicaState, PersistedEvent> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onAnyEvent(
            (state, event) -> {
              state.apply(event);
              return state;
            });
  }

  @Override
  public SignalHandler<ReplicaState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(RecoveryFailed.class, (state, failed) -> onRecoveryFailed(failed.getFailure()))
        // Akka replays the events into the state that it has.
        .onSignal(PreRestart.instance(), ReplicaState::restart)
        .onSignal(PostStop.instance(), this::onStopped)
        .build();
  }

  /** A disk that fails is no reason to give a copy up; one that gives other bytes is. */
  private void onRecoveryFailed(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LostEventsException || cause instanceof DamagedEntryException) {
        onUnreadable.run();
        return;
      }
    }
  }

  private void onRecovered(ReplicaState state) {
    state.replayed();
    publish(state);
    makeIndex(state);
  }

  private void onStopped(ReplicaState state) {
    state.release();
    entries.close();
  }
}
