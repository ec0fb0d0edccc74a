package dev.ringo.journal;

import akka.persistence.SelectedSnapshot;
import akka.persistence.SnapshotMetadata;
import akka.persistence.SnapshotSelectionCriteria;
import akka.persistence.snapshot.japi.SnapshotStore;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.Future;
import scala.jdk.javaapi.OptionConverters;

/**
 * Akka Persistence's snapshots in files beside the events: {@code ringo.journal.snapshot}. A file
 * {@code snapshot-SEQUENCE_NUMBER-MILLISECONDS} holds one snapshot; one that is damaged is passed
 * over for an older one.
 */
public final class FileSnapshots extends SnapshotStore {

  /** The plugin's id, where its settings are. */
  public static final String ID = "ringo.journal.snapshot";

  private static final Logger LOG = LoggerFactory.getLogger(FileSnapshots.class);
  private static final Pattern NAME = Pattern.compile("snapshot-(\\d+)-(\\d+)");

  /** A snapshot's file, by its name. */
  private record Stored(Path file, long sequenceNumber, long timestamp) {

    static Optional<Stored> of(Path file) {
      Matcher matcher = NAME.matcher(file.getFileName().toString());
      return matcher.matches()
          ? Optional.of(
              new Stored(file, Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
          : Optional.empty();
    }

    boolean matches(SnapshotSelectionCriteria criteria) {
      return sequenceNumber <= criteria.maxSequenceNr()
          && timestamp <= criteria.maxTimestamp()
          && sequenceNumber >= criteria.minSequenceNr()
          && timestamp >= criteria.minTimestamp();
    }
  }

  private final JournalFiles files = JournalFiles.get(context().system());
  private final Events serialization = new Events(context().system());
  private final Tasks tasks = new Tasks(context().dispatcher());

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return tasks.run(
        () -> {
          List<Stored> wanted =
              stored(persistenceId).stream()
                  .filter(snapshot -> snapshot.matches(criteria))
                  .toList();
          Optional<SelectedSnapshot> newest =
              wanted.stream()
                  .map(snapshot -> read(persistenceId, snapshot))
                  .flatMap(Optional::stream)
                  .findFirst();
          if (newest.isEmpty() && !wanted.isEmpty()) {
            // The events before them may be deleted: to go on without would forget them.
            throw new IOException("no snapshot of " + persistenceId + " can be read");
          }
          return newest;
        });
  }

  /** Those there are, the newest first. */
  private List<Stored> stored(String persistenceId) throws IOException {
    Path directory = directoryOf(persistenceId);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    Info.read(directory);
    try (Stream<Path> found = Files.list(directory)) {
      return found
          .map(Stored::of)
          .flatMap(Optional::stream)
          .sorted(
              Comparator.comparingLong(Stored::sequenceNumber)
                  .thenComparingLong(Stored::timestamp)
                  .reversed())
          .toList();
    }
  }

  private Path directoryOf(String persistenceId) {
    return files.root().resolve(DirectoryName.of(persistenceId));
  }

  private Optional<SelectedSnapshot> read(String persistenceId, Stored stored) {
    try (FileChannel file = FileChannel.open(stored.file(), StandardOpenOption.READ)) {
      FrameReader frames = new FrameReader(file, 0, file.size());
      if (!frames.next() || !frames.frame().has(Frame.SNAPSHOT)) {
        throw new IOException("damaged");
      }
      FieldReader in = new FieldReader(frames.frame().value());
      Optional<Object> metadata =
          in.number32() == 1
              ? Optional.of(
                  serialization.read(new Serialized(in.number32(), in.text(), in.bytes())))
              : Optional.empty();
      Object snapshot = serialization.read(new Serialized(in.number32(), in.text(), in.rest()));
      return Optional.of(
          SelectedSnapshot.create(
              new SnapshotMetadata(
                  persistenceId,
                  stored.sequenceNumber(),
                  stored.timestamp(),
                  OptionConverters.toScala(metadata)),
              snapshot));
    } catch (IOException | BufferUnderflowException e) {
      LOG.warn("the snapshot {} cannot be read, an older one is taken: {}", stored, e.toString());
      return Optional.empty();
    }
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    return tasks.run(
        () -> {
          save(metadata, snapshot);
          return null;
        });
  }

  private void save(SnapshotMetadata metadata, Object snapshot) throws IOException {
    FieldWriter out = new FieldWriter();
    Optional<Object> with = OptionConverters.toJava(metadata.metadata());
    out.number(with.isPresent() ? 1 : 0);
    if (with.isPresent()) {
      Serialized form = serialization.serialized(with.get());
      out.number(form.serializer()).text(form.manifest()).bytes(form.bytes());
    }
    Serialized form = serialization.serialized(snapshot);
    out.number(form.serializer()).text(form.manifest()).rest(form.bytes());
    Path directory = directoryOf(metadata.persistenceId());
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      Info.write(directory, Map.of("persistenceId", metadata.persistenceId()));
      Disk.forceDirectory(files.root());
    }
    DataFile events = files.of(metadata.persistenceId());
    if (events.exists()) {
      // What comes before a snapshot is not read at the next start: it has to be on the disk.
      events.force();
    }
    Disk.replace(
        directory.resolve("snapshot-" + metadata.sequenceNr() + "-" + metadata.timestamp()),
        Frame.encode(new EntryId(0), Frame.SKIP | Frame.SNAPSHOT, new byte[0], out.written()));
    if (events.exists()) {
      files.committer().noteEnd(events, metadata.sequenceNr());
    }
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    return delete(
        metadata.persistenceId(),
        stored ->
            stored.sequenceNumber() == metadata.sequenceNr()
                && (metadata.timestamp() == 0 || stored.timestamp() == metadata.timestamp()));
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return delete(persistenceId, stored -> stored.matches(criteria));
  }

  private Future<Void> delete(String persistenceId, Predicate<Stored> those) {
    return tasks.run(
        () -> {
          for (Stored snapshot : stored(persistenceId)) {
            if (those.test(snapshot)) {
              Files.deleteIfExists(snapshot.file());
            }
          }
          return null;
        });
  }
}
