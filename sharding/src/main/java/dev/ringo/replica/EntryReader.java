package dev.ringo.replica;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.Frame;
import dev.ringo.replica.ChunkFile.Range;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.ring.DomainName;
import dev.ringo.value.StoredValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Reads what users put into a domain from a node's files, without the node, which may be running:
 * chunk by chunk, each in the order of its log, as far as it was written when the reader came to
 * it. The last entries of a copy may not be acknowledged yet, nor ever. Damage is passed over and
 * told. One chunk's log at a time is in memory, and one batch of entries. One thread.
 *
 * <pre>
 *   try (EntryReader reader = EntryReader.ofDomain(directory, domain, damage::add)) {
 *     while (reader.next()) { ... reader.entry().key() ... }
 *   }
 * </pre>
 */
public final class EntryReader implements AutoCloseable {

  /**
   * What was put by one put.
   *
   * @param chunk number of the chunk in its domain, from 0; -1 if the copy does not know
   * @param index in the chunk's log, from 1; what is not user data has indexes too
   * @param frame in Ringo's format, its CRCs right
   * @param external the value's own file, if it is in one
   */
  public record Entry(long chunk, long index, Frame frame, Optional<StoredValue> external) {

    public EntryId id() {
      return frame.id();
    }

    /** Seconds since 1970, the writer's clock. */
    public long time() {
      return id().seconds();
    }

    public byte[] key() {
      return frame.key();
    }

    /**
     * The value, which may be long: then {@link #external} has it as a stream.
     *
     * @throws DamagedEntryException if it is in a file of its own that is damaged or missing
     * @throws UncheckedIOException if that file cannot be read
     */
    public byte[] value() {
      return external.map(StoredValue::bytes).orElseGet(frame::value);
    }
  }

  /** The number of a copy that does not know its own is looked for among the first ones. */
  private static final long NUMBERS_TRIED = 10_000;

  private static final long UNKNOWN = -1;

  /** Those that are still to be read, by their numbers. */
  private final Iterator<Map.Entry<Long, Path>> copies;

  private final Consumer<String> damaged;
  private ChunkFile chunk;
  private long number;
  private Iterator<Range> ranges;
  private Range range;
  private byte[] bytes;

  /** Walks over the bytes of the range; none between two ranges. */
  private EntryScan scan;

  private long index;
  private Entry entry;
  private long places;

  private EntryReader(Map<Long, Path> copies, Consumer<String> damaged) {
    this.copies = copies.entrySet().iterator();
    this.damaged = damaged;
  }

  /**
   * The entries of all chunks of a domain that a node has copies of, in the order of the chunks.
   *
   * @param damaged is told what is passed over, in words
   * @throws NoSuchFileException if the node has no copy of any chunk of the domain
   */
  public static EntryReader ofDomain(
      Path nodeDirectory, DomainName domain, Consumer<String> damaged) throws IOException {
    TreeMap<Long, Path> copies = new TreeMap<>();
    for (Path copy : ChunkFile.in(nodeDirectory)) {
      numberIn(domain, copy).ifPresent(found -> copies.put(found, copy));
    }
    if (copies.isEmpty()) {
      throw new NoSuchFileException(nodeDirectory + " has no copy of " + domain);
    }
    return new EntryReader(copies, damaged);
  }

  private static OptionalLong numberIn(DomainName domain, Path copy) throws IOException {
    Optional<ChunkInfo> info = ChunkFile.infoOf(copy);
    if (info.isPresent()) {
      ChunkInfo known = info.get();
      return known.domain().equals(domain) ? OptionalLong.of(known.number()) : OptionalLong.empty();
    }
    return LongStream.range(0, NUMBERS_TRIED)
        .filter(guess -> ChunkFile.of(copy.getParent(), domain, guess).equals(copy))
        .findFirst();
  }

  /**
   * The entries of one copy of a chunk.
   *
   * @param copy the copy's directory
   * @param damaged is told what is passed over, in words
   */
  public static EntryReader ofChunk(Path copy, Consumer<String> damaged) throws IOException {
    return of(ChunkFile.read(copy, read -> {}), damaged);
  }

  /**
   * The entries of a copy whose events were read; it is closed with the reader.
   *
   * @param damaged is told what is passed over, in words
   */
  public static EntryReader of(ChunkFile chunk, Consumer<String> damaged) {
    EntryReader reader = new EntryReader(Map.of(), damaged);
    reader.begin(chunk, chunk.info().map(ChunkInfo::number).orElse(UNKNOWN));
    return reader;
  }

  /**
   * Moves to the next entry; false if there are no more.
   *
   * @throws IOException if a file cannot be read
   */
  public boolean next() throws IOException {
    while (nextInRange() || nextRange() || nextChunk()) {
      if (entry != null) {
        return true;
      }
    }
    return false;
  }

  /** Moves on in the range, perhaps to what is no user's entry. */
  private boolean nextInRange() {
    entry = null;
    if (scan == null || index == range.last()) {
      return false;
    }
    try {
      if (scan.next()) {
        index++;
        take();
      } else {
        passOverTo(range.last(), "the file ends before");
      }
    } catch (DamagedEntryException e) {
      IntactRest rest = IntactRest.after(bytes, scan.end(), (int) (range.end() - index));
      scan = new EntryScan(bytes, rest.from());
      passOverTo(Math.min(range.end() - rest.count(), range.last()), e.getMessage());
    }
    return true;
  }

  private void passOverTo(long last, String why) {
    String entries =
        last > index + 1 ? "entries " + (index + 1) + " to " + last : "entry " + (index + 1);
    report(entries + ": " + why);
    index = last;
  }

  private void take() {
    Frame frame = scan.frame();
    if (frame.has(Frame.SKIP)) {
      return;
    }
    if (!frame.isIntact()) {
      report("entry " + index + ": wrong CRC of key or value");
      return;
    }
    try {
      Optional<StoredValue> external =
          scan.externalValue().map(value -> new StoredValue(chunk.directory(), value));
      entry = new Entry(number, index, frame, external);
    } catch (DamagedEntryException e) {
      report("entry " + index + ": " + e.getMessage());
    }
  }

  private boolean nextRange() throws IOException {
    scan = null;
    if (chunk == null || !ranges.hasNext()) {
      return false;
    }
    range = ranges.next();
    index = range.first() - 1;
    bytes = chunk.read(range);
    scan = new EntryScan(bytes, 0);
    return true;
  }

  private boolean nextChunk() throws IOException {
    close();
    if (!copies.hasNext()) {
      return false;
    }
    Map.Entry<Long, Path> next = copies.next();
    begin(ChunkFile.read(next.getValue(), read -> {}), next.getKey());
    return true;
  }

  private void begin(ChunkFile next, long itsNumber) {
    chunk = next;
    number = itsNumber;
    ranges = next.ranges().iterator();
    next.damage().forEach(this::report);
  }

  private void report(String what) {
    places++;
    damaged.accept(chunk.name() + ": " + what);
  }

  /** The entry; stays as it is when the reader moves on. */
  public Entry entry() {
    return entry;
  }

  /**
   * The names of the values in files of their own that the entries of a copy have.
   *
   * @throws IOException if they are not all known, as the file cannot be read, or is damaged
   */
  static Set<String> valuesOf(Path copy) throws IOException {
    Set<String> names = new HashSet<>();
    List<String> damage = new ArrayList<>();
    try (EntryReader reader = ofChunk(copy, damage::add)) {
      while (reader.next()) {
        reader.entry().external().map(StoredValue::name).ifPresent(names::add);
      }
    }
    if (!damage.isEmpty()) {
      throw new IOException(copy + " is damaged: " + damage.get(0));
    }
    return names;
  }

  /** How many places were told to be damaged. */
  public long damagedPlaces() {
    return places;
  }

  @Override
  public void close() throws IOException {
    if (chunk != null) {
      chunk.close();
      chunk = null;
    }
  }
}
