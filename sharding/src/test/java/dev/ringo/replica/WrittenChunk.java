package dev.ringo.replica;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import dev.ringo.journal.FileJournal;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.ReplicaId;
import dev.ringo.replication.ReplicaLog.Appended;
import dev.ringo.replication.ReplicaLog.Claimed;
import dev.ringo.replication.ReplicaLog.Event;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.RingPosition;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A copy of a chunk that a test writes into a journal's directory, event by event. */
final class WrittenChunk {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Epoch EPOCH = new Epoch(3, 7);
  private static final ReplicaId COPY = new ReplicaId(new NodeId(new RingPosition(1, 0)), 1, 1);

  private final ChunkInfo info;
  private final ActorRef<Event> writer;
  private final TestProbe<Event> written;

  private WrittenChunk(ChunkInfo info, ActorRef<Event> writer, TestProbe<Event> written) {
    this.info = info;
    this.writer = writer;
    this.written = written;
  }

  /**
   * A copy with its first event.
   *
   * @param system whose journal is in the directory
   */
  static WrittenChunk create(ActorTestKit system, String domain, long number) {
    ChunkInfo info = new ChunkInfo(DomainName.of(domain), number, 2, false, false, 1);
    TestProbe<Event> written = system.createTestProbe();
    ActorRef<Event> writer =
        system.spawn(Writer.create(Replica.persistenceIdOf(info.id()), written.ref()));
    WrittenChunk chunk = new WrittenChunk(info, writer, written);
    chunk.write(new Claimed(COPY, EPOCH, info, CopiesAt.first(EPOCH, new Copies(List.of(COPY)))));
    return chunk;
  }

  Path in(Path nodeDirectory) {
    return ChunkFile.of(nodeDirectory, info.domain(), info.number());
  }

  /** Cuts the log after an index and appends entries, all in one event, key and value the same. */
  void append(long keep, String... entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String entry : entries) {
      bytes.writeBytes(frame(entry));
    }
    Batch batch = new Batch(EPOCH, keep + 1, entries.length, Batch.Kind.DATA, bytes.toByteArray());
    write(new Appended(keep, List.of(batch)));
  }

  static byte[] frame(String entry) {
    byte[] text = entry.getBytes(StandardCharsets.ISO_8859_1);
    return Frame.encode(EntryId.at(1_000), 0, text, text);
  }

  private void write(Event event) {
    writer.tell(event);
    written.expectMessage(LIMIT, event);
  }

  /** Persists what it is told. */
  private static final class Writer extends EventSourcedBehavior<Event, PersistedEvent, Boolean> {
    private final ActorRef<Event> written;

    private Writer(PersistenceId id, ActorRef<Event> written) {
      super(id);
      this.written = written;
    }

    static Writer create(PersistenceId id, ActorRef<Event> written) {
      return new Writer(id, written);
    }

    @Override
    public String journalPluginId() {
      return FileJournal.ID;
    }

    @Override
    public String snapshotPluginId() {
      return "akka.persistence.no-snapshot-store";
    }

    @Override
    public Boolean emptyState() {
      return true;
    }

    @Override
    public CommandHandler<Event, PersistedEvent, Boolean> commandHandler() {
      return newCommandHandlerBuilder()
          .forAnyState()
          .onAnyCommand(
              event ->
                  Effect()
                      .persist(new PersistedEvent(event))
                      .thenRun(after -> written.tell(event)));
    }

    @Override
    public EventHandler<Boolean, PersistedEvent> eventHandler() {
      return newEventHandlerBuilder().forAnyState().onAnyEvent((state, event) -> state);
    }
  }
}
