package dev.ringo.replica;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.ExternalValue;
import dev.ringo.entry.Frame;
import dev.ringo.journal.EntrySerializer.StoredEntries;
import dev.ringo.journal.EventFile;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.ReplicaLog;
import dev.ringo.replication.ReplicaLog.Appended;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.serialization.ReplicaEventSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * A copy of a chunk as it is on disk, read without its node, which may be running. Entries that
 * were cut off from the log are left out; those at its end may not be acknowledged yet.
 */
public final class ChunkFile {

  /** Entries of the log that lie one after the other. */
  private record Range(long first, long last, long place, int bytes) {}

  private final Path directory;
  private final ReplicaLog log = new ReplicaLog();
  private final List<Range> ranges = new ArrayList<>();
  private final List<String> damage = new ArrayList<>();
  private long unfinished;

  private ChunkFile(Path directory) {
    this.directory = directory;
  }

  /** The directories of all copies in a node's directory. */
  public static List<Path> in(Path nodeDirectory) throws IOException {
    try (Stream<Path> found = Files.list(nodeDirectory)) {
      return found
          .filter(path -> Replica.chunkOf(path.getFileName().toString()).isPresent())
          .filter(EventFile::isIn)
          .sorted()
          .toList();
    }
  }

  /** Where a node has its copy of a chunk of a domain, if it has one. */
  public static Path of(Path nodeDirectory, DomainName domain, long number) {
    return nodeDirectory.resolve(Replica.persistenceIdOf(ChunkId.of(number, domain)).id());
  }

  /**
   * Reads a copy's events: what its log is, and what is damaged.
   *
   * @param progress is told how many bytes were read so far
   * @throws IOException if the file cannot be read
   */
  public static ChunkFile read(Path directory, LongConsumer progress) throws IOException {
    ChunkFile chunk = new ChunkFile(directory);
    try (EventFile events = EventFile.open(directory)) {
      while (events.next()) {
        events.damage().ifPresent(chunk.damage::add);
        chunk.apply(events);
        progress.accept(events.end());
      }
      chunk.unfinished = events.unfinished();
      IndexFile.damage(directory, events.id()).ifPresent(chunk.damage::add);
    }
    return chunk;
  }

  private void apply(EventFile events) throws IOException {
    StoredEntries entries = events.entries();
    try {
      ReplicaLog.Event event =
          ReplicaEventSerializer.read(events.manifest(), events.rest(), entries.bytes());
      if (event instanceof Appended appended) {
        cutAfter(appended.keep());
        long place = entries.place();
        for (Batch batch : appended.batches()) {
          ranges.add(new Range(batch.first(), batch.last(), place, batch.bytes().length));
          place += batch.bytes().length;
        }
      }
      log.apply(event);
    } catch (DamagedEntryException e) {
      damage.add("event " + events.sequenceNumber() + ": " + e.getMessage());
    }
  }

  private void cutAfter(long index) {
    while (!ranges.isEmpty() && ranges.get(ranges.size() - 1).last() > index) {
      Range last = ranges.remove(ranges.size() - 1);
      if (last.first() <= index) {
        ranges.add(new Range(last.first(), index, last.place(), last.bytes()));
      }
    }
  }

  /** What the chunk is; none if the copy was dropped, or nothing can be read of it. */
  public Optional<ChunkInfo> info() {
    return Optional.ofNullable(log.info());
  }

  /** The copy's promises and the shape of its log. */
  public ReplicaLog log() {
    return log;
  }

  /** What is wrong with the file, in words. */
  public List<String> damage() {
    return List.copyOf(damage);
  }

  /** Bytes at the end that are no whole event: one that is just being written, or damage. */
  public long unfinished() {
    return unfinished;
  }

  /**
   * The user's entries in the order of the log; those that are damaged are left out, and told.
   *
   * @param entry is given each one, as a frame whose CRCs are right
   */
  public void forEach(Consumer<Frame> entry, Consumer<String> damaged) throws IOException {
    forEachScan(scan -> entry.accept(scan.frame()), damaged);
  }

  /**
   * The names of the values in files of their own that the entries of the log have.
   *
   * @throws IOException if they are not all known, as the file cannot be read, or is damaged
   */
  public Set<String> namesOfValues() throws IOException {
    Set<String> names = new HashSet<>();
    List<String> found = new ArrayList<>(damage);
    forEachScan(
        scan -> scan.externalValue().map(ExternalValue::name).ifPresent(names::add), found::add);
    if (!found.isEmpty()) {
      throw new IOException(directory + " is damaged: " + found.get(0));
    }
    return names;
  }

  /**
   * The same, with what belongs to each entry: its notes.
   *
   * @param entry is given each one, its CRCs right; good until it returns
   */
  public void forEachScan(Consumer<EntryScan> entry, Consumer<String> damaged) throws IOException {
    try (EventFile events = EventFile.open(directory)) {
      for (Range range : ranges) {
        byte[] bytes = events.read(range.place(), range.bytes());
        EntryScan scan = new EntryScan(bytes, 0);
        long index = range.first();
        try {
          for (; index <= range.last() && scan.next(); index++) {
            give(scan, index, entry, damaged);
          }
        } catch (DamagedEntryException e) {
          damaged.accept("entries " + index + " to " + range.last() + ": " + e.getMessage());
        }
      }
    }
  }

  private static void give(
      EntryScan scan, long index, Consumer<EntryScan> entry, Consumer<String> damaged) {
    Frame frame = scan.frame();
    if (frame.has(Frame.SKIP)) {
      return;
    }
    if (frame.isIntact()) {
      entry.accept(scan);
    } else {
      damaged.accept("entry " + index + ": wrong CRC of key or value");
    }
  }
}
