package dev.ringo.journal;

import akka.actor.ActorSystem;
import akka.dispatch.Futures;
import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.journal.japi.AsyncWriteJournal;
import dev.ringo.journal.EventReader.State;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Akka Persistence's events in files of Ringo's format: {@code ringo.journal.file}.
 *
 * <p>An event that cannot be serialized is rejected. Any other failure leaves open whether the
 * event will be there after a restart, as Akka has it. Events that are lost to damage fail the
 * replay, those that were read before have been replayed then.
 */
public final class FileJournal extends AsyncWriteJournal {

  /** The plugin's id, where its settings are. */
  public static final String ID = "ringo.journal.file";

  /** What the names of directories begin with that were put aside; no persistence id gives one. */
  public static final String ASIDE = "damaged.";

  private final JournalFiles files = JournalFiles.get(context().system());
  private final Tasks tasks = new Tasks(context().dispatcher());
  private final Events events = new Events(context().system());

  /**
   * Opens a system's journal, if it is not open yet.
   *
   * @throws JournalException if its directory cannot be used
   */
  public static void open(ActorSystem system) {
    JournalFiles.get(system);
  }

  /**
   * The persistence ids of all persistent actors that have events in a system's journal, which is
   * opened if it is not yet.
   *
   * @throws JournalException if its directory cannot be used
   */
  public static List<String> persistenceIds(ActorSystem system) {
    return JournalFiles.get(system).persistenceIds();
  }

  /**
   * How often a system's journal has waited for the disk, with {@code ringo.journal.fsync =
   * always}.
   */
  public static long fsyncs(ActorSystem system) {
    return JournalFiles.get(system).fsyncs();
  }

  /**
   * What keeps a system's journal from writing some or all of its files at the moment, in words;
   * empty if nothing does. Known from the last write to each file.
   */
  public static Optional<String> trouble(ActorSystem system) {
    return JournalFiles.get(system).troubles().now();
  }

  /** The directory of a system's journal. */
  public static Path directory(ActorSystem system) {
    return JournalFiles.get(system).root();
  }

  /**
   * Mends a part of a persistent actor's file that is damaged, and has it on the disk.
   *
   * @return fails with an {@link IOException} if the file is not as the patch has it any more, or
   *     the disk fails
   */
  public static CompletionStage<Void> mend(ActorSystem system, String persistenceId, Patch patch) {
    JournalFiles files = JournalFiles.get(system);
    return files.committer().overwrite(files.of(persistenceId), patch);
  }

  /**
   * Gives a persistent actor's directory another name, under which the journal does not know it:
   * from then on the actor has no events. It must not be running.
   *
   * @param name which no other directory has, and which begins with {@link #ASIDE}
   */
  public static CompletionStage<Void> putAside(
      ActorSystem system, String persistenceId, String name) {
    JournalFiles files = JournalFiles.get(system);
    Path aside = files.root().resolve(name);
    return files.committer().putAside(files.of(persistenceId), aside);
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
    List<Optional<Exception>> rejections = new ArrayList<>();
    List<Committer.Event> accepted = new ArrayList<>();
    String persistenceId = "";
    for (AtomicWrite write : writes) {
      persistenceId = write.persistenceId();
      try {
        accepted.addAll(written(write));
        rejections.add(Optional.empty());
      } catch (Exception e) {
        rejections.add(Optional.of(e));
      }
    }
    if (accepted.isEmpty()) {
      return Futures.successful(rejections);
    }
    return FutureConverters.asScala(
        files.committer().write(files.of(persistenceId), accepted).thenApply(done -> rejections));
  }

  private List<Committer.Event> written(AtomicWrite write) throws Exception {
    List<PersistentRepr> payload = CollectionConverters.asJava(write.payload());
    List<Committer.Event> written = new ArrayList<>();
    for (int i = 0; i < payload.size(); i++) {
      written.add(events.written(payload.get(i), payload.size() - 1 - i));
    }
    return written;
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    return FutureConverters.asScala(
        files.committer().delete(files.of(persistenceId), toSequenceNr));
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replay) {
    DataFile data = files.of(persistenceId);
    return tasks.run(
        () -> {
          replay(data, persistenceId, fromSequenceNr, toSequenceNr, max, replay);
          return null;
        });
  }

  private void replay(
      DataFile data,
      String persistenceId,
      long from,
      long to,
      long max,
      Consumer<PersistentRepr> replay)
      throws IOException {
    data.recover();
    if (!data.exists()) {
      return;
    }
    if (data.id() == 0) {
      // The commit log may have had more for this file, and could not tell that it is the one.
      throw lost(data, DataFile.FIRST);
    }
    long first = Math.max(from, data.deletedTo() + 1);
    long place = data.placeBefore(first);
    if (place == DataFile.FIRST) {
      data.recoverFromTheBeginning();
    }
    try (FileChannel file = FileChannel.open(data.path(), StandardOpenOption.READ)) {
      EventReader reader = new EventReader(file, place, data.end());
      for (long replayed = 0; replayed < max; ) {
        if (!reader.next()) {
          checkEnd(data, reader);
          return;
        }
        Trailer event = reader.event().orElse(null);
        if (event == null || event.sequenceNumber() < first || event.sequenceNumber() > to) {
          continue;
        }
        if (reader.state() == State.AFTER_LOST && event.sequenceNumber() > first) {
          throw lost(data, reader.end());
        }
        replay.accept(events.read(persistenceId, event, entries(file, reader)));
        replayed++;
      }
    }
  }

  private static EntrySerializer.StoredEntries entries(FileChannel file, EventReader reader)
      throws IOException {
    int length = reader.event().orElseThrow().entryBytes();
    return new EntrySerializer.StoredEntries(
        reader.entriesAt(),
        Disk.read(file, reader.entriesAt(), length),
        reader.state() != State.WHOLE);
  }

  private static void checkEnd(DataFile data, EventReader reader) throws IOException {
    if (reader.end() < data.end()) {
      throw lost(data, data.end());
    }
  }

  private static LostEventsException lost(DataFile data, long place) {
    return new LostEventsException(
        data.path() + " is damaged: events before byte " + place + " cannot be read any more");
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    DataFile data = files.of(persistenceId);
    // What was under way when its writer was started again counts, so it is waited for.
    return tasks.run(
        () -> {
          data.recover();
          files.committer().await(data).join();
          return data.highest();
        });
  }
}
