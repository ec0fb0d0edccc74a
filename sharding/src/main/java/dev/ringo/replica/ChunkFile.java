package dev.ringo.replica;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.journal.EntrySerializer.StoredEntries;
import dev.ringo.journal.EventFile;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.ReplicaLog;
import dev.ringo.replication.ReplicaLog.Appended;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.serialization.ReplicaEventSerializer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * A copy of a chunk as it is on disk, read without its node, which may be running: what its log is
 * when this is made, and where its entries are. {@link EntryReader} reads those. One thread.
 */
public final class ChunkFile implements AutoCloseable {

  /**
   * Entries of the log that lie one after the other.
   *
   * @param last of those that were not cut off
   * @param count how many there are in the bytes, with those that were cut off
   */
  record Range(long first, long last, int count, long place, int bytes) {

    static Range of(Batch batch, long place) {
      return new Range(batch.first(), batch.last(), batch.count(), place, batch.bytes().length);
    }

    /** Index of the last entry in the bytes, which may have been cut off. */
    long end() {
      return first + count - 1;
    }

    Range upTo(long index) {
      return new Range(first, index, count, place, bytes);
    }
  }

  /** Kept open: the journal may put another file into its place. */
  private final EventFile events;

  private final Path directory;
  private final List<Range> ranges = new ArrayList<>();
  private final List<String> damage = new ArrayList<>();
  private ReplicaLog log = new ReplicaLog();
  private long lastEvent;
  private long unfinished;

  private ChunkFile(Path directory) throws IOException {
    this.directory = directory;
    this.events = EventFile.open(directory);
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
    try {
      chunk.readEvents(progress);
      return chunk;
    } catch (IOException | RuntimeException e) {
      chunk.close();
      throw e;
    }
  }

  /** What a copy is a copy of, from the first event that says so; none if no event does. */
  static Optional<ChunkInfo> infoOf(Path directory) throws IOException {
    try (ChunkFile chunk = new ChunkFile(directory)) {
      while (chunk.log.info() == null && chunk.nextEvent()) {
        chunk.apply();
      }
      return chunk.info();
    }
  }

  private void readEvents(LongConsumer progress) throws IOException {
    try {
      while (nextEvent()) {
        events.damage().ifPresent(damage::add);
        apply();
        progress.accept(events.end());
      }
    } catch (EOFException e) {
      // Meanwhile the node has cut off what was not written to its end.
    }
    unfinished = events.unfinished();
    IndexFile.damage(directory, events.id()).ifPresent(damage::add);
  }

  private boolean nextEvent() throws IOException {
    boolean found = events.next();
    if (lastEvent > 0 && events.deletedTo() >= lastEvent) {
      log = new ReplicaLog();
      ranges.clear();
    }
    lastEvent = found ? events.sequenceNumber() : 0;
    return found;
  }

  private void apply() throws IOException {
    StoredEntries entries = events.entries();
    try {
      ReplicaLog.Event event =
          ReplicaEventSerializer.read(events.manifest(), events.rest(), entries.bytes());
      if (event instanceof Appended appended) {
        cutAfter(appended.keep());
        long place = entries.place();
        for (Batch batch : appended.batches()) {
          ranges.add(Range.of(batch, place));
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
        ranges.add(last.upTo(index));
      }
    }
  }

  /** What the chunk is; none if the copy was dropped, or nothing can be read of it. */
  public Optional<ChunkInfo> info() {
    return Optional.ofNullable(log.info());
  }

  /** Names the copy in a message. */
  String name() {
    String name = directory.getFileName().toString();
    return info().map(info -> info.domain() + " chunk " + info.number() + ", " + name).orElse(name);
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

  /** The copy's directory. */
  Path directory() {
    return directory;
  }

  /** Where the log's entries are, in its order. */
  List<Range> ranges() {
    return ranges;
  }

  /** The bytes of entries; fewer, if the file ends before. */
  byte[] read(Range range) throws IOException {
    return events.read(range.place(), range.bytes());
  }

  @Override
  public void close() throws IOException {
    events.close();
  }
}
