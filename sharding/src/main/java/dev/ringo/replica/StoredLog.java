package dev.ringo.replica;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.Frame;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.journal.FileCheck;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ReplicaLog;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of one copy's log, found by index and by key. Only appended to, by the replica alone;
 * read by any thread, up to an index that the reader was told is there.
 */
public final class StoredLog {

  /** The id of an entry and the key it was put with, if any. */
  public record Identity(long index, EntryId id, int contentHash, Optional<IdempotencyKey> key) {}

  /** Some identities; {@code through} is the last index that was looked at. */
  public record Identities(List<Identity> list, long through) {}

  /**
   * Some entries of a key.
   *
   * @param frames whole frames, their CRCs checked
   * @param next the index from which to go on; 0 if there are no more
   */
  public record Found(List<byte[]> frames, long next) {}

  private static final Logger LOG = LoggerFactory.getLogger(StoredLog.class);

  /** A key has few entries, and most of them are small. */
  private static final int ONE_ENTRY = 4096;

  /** Instead of the place of an entry that is so damaged that it cannot be found. */
  private static final long LOST = -1;

  private final EntryStore store;

  /** Do keys lead to entries? */
  private final boolean isIndexed;

  private final LogIndex index;
  private volatile LogRuns runs;
  private volatile long entries;
  private volatile long entryBytes;
  private final Damage damage;

  /**
   * An empty log.
   *
   * @param isIndexed are entries to be found by their keys?
   */
  StoredLog(EntryStore store, boolean isIndexed) {
    this(store, isIndexed, new OpenIndex(), LogRuns.EMPTY, 0, 0, new Damage());
  }

  private StoredLog(
      EntryStore store,
      boolean isIndexed,
      LogIndex index,
      LogRuns runs,
      long entries,
      long entryBytes,
      Damage damage) {
    this.store = store;
    this.isIndexed = isIndexed;
    this.index = index;
    this.runs = runs;
    this.entries = entries;
    this.entryBytes = entryBytes;
    this.damage = damage;
  }

  /**
   * The log of a sealed chunk, whose index is in a file.
   *
   * @param damage what is known of it
   */
  static StoredLog sealed(
      EntryStore store, IndexFile file, ReplicaSnapshot snapshot, Damage damage) {
    return new StoredLog(
        store,
        !snapshot.log().info().noindex(),
        new SealedIndex(file, snapshot.placesAfter()),
        snapshot.runs(),
        snapshot.entries(),
        snapshot.bytes(),
        damage);
  }

  /** What a snapshot has besides the index of the entries up to the seal. */
  ReplicaSnapshot snapshot(ReplicaLog.Snapshot log) {
    long[] places =
        LongStream.range(log.end().seal(), index.size()).map(s -> index.place((int) s)).toArray();
    return new ReplicaSnapshot(log, runs, entries, entryBytes, places);
  }

  /** The index of all entries, if it is in memory and none of them is lost. */
  Optional<OpenIndex> indexInMemory() {
    return index instanceof OpenIndex open && damage.gaps().isEmpty()
        ? Optional.of(open)
        : Optional.empty();
  }

  /**
   * Takes the entries of a batch that follows.
   *
   * @param written where a journal on disk has them
   */
  void add(Batch batch, long written) {
    long place = store.add(batch, written);
    EntryScan scan = new EntryScan(batch.bytes(), 0);
    try {
      while (scan.next()) {
        add(scan, place);
      }
    } catch (DamagedEntryException e) {
      addRest(batch, place, scan.start());
    }
    runs = runs.plus(batch);
  }

  private void add(EntryScan scan, long place) {
    Frame frame = scan.frame();
    if (frame.has(Frame.SKIP)) {
      index.add(place + scan.start());
      return;
    }
    index.add(
        place + scan.start(),
        isIndexed,
        frame.keyCrc(),
        frame.id().seconds(),
        scan.hasIdempotencyKey());
    count(scan);
  }

  private void count(EntryScan scan) {
    long allEntries = entries + 1;
    entries = allEntries;
    long allBytes = entryBytes + scan.storedBytes();
    entryBytes = allBytes;
  }

  /**
   * Adds what follows a damaged entry: entries whose places nobody knows, and from the first on
   * after which all are intact, those.
   */
  private void addRest(Batch batch, long place, int damagedAt) {
    long first = index.size() + 1L;
    int left = (int) (batch.last() - index.size());
    IntactRest intactRest = IntactRest.after(batch.bytes(), damagedAt, left);
    int from = intactRest.from();
    int intact = intactRest.count();
    EntryScan rest = new EntryScan(batch.bytes(), from);
    boolean ends = !rest.next();
    int gapEnds = ends ? from : rest.end();
    // The gap ends with what may be an entry without its notes.
    long last = first + left - intact - (ends ? 1 : 0);
    long at = place + damagedAt;
    damage.found(new Damage.Gap(first, last, at, gapEnds - damagedAt, intact == left));
    if (intact == left) {
      addWithoutNotes(rest, at);
    }
    while (index.size() < last) {
      index.add(LOST);
    }
    ends = !rest.next();
    for (; !ends; ends = !rest.next()) {
      add(rest, place);
    }
  }

  /** An entry of which only the notes are damaged: it is where they are. */
  private void addWithoutNotes(EntryScan entry, long place) {
    Frame frame = entry.frame();
    if (frame.has(Frame.SKIP)) {
      index.add(place);
    } else {
      index.add(place, isIndexed, frame.keyCrc(), frame.id().seconds(), false);
      count(entry);
    }
  }

  /** Index of the last entry; the writer's own to ask. */
  long last() {
    return index.size();
  }

  /** A log with the entries up to an index. This one stays as it is for those who read it. */
  StoredLog upTo(long lastIndex) {
    int count = (int) lastIndex;
    long removed = 0;
    long removedBytes = 0;
    EntryStore.Reader reader = store.reader(ONE_ENTRY);
    for (int slot = count; slot < index.size(); slot++) {
      long length = userBytesAt(reader, slot);
      removed += length > 0 ? 1 : 0;
      removedBytes += length;
    }
    return new StoredLog(
        store,
        isIndexed,
        index.first(count),
        runs.upTo(lastIndex),
        entries - removed,
        entryBytes - removedBytes,
        damage.upTo(lastIndex));
  }

  private long userBytesAt(EntryStore.Reader reader, int slot) {
    try {
      EntryScan entry = placedAt(reader, slot);
      return entry.frame().has(Frame.SKIP) ? 0 : entry.storedBytes();
    } catch (DamagedEntryException e) {
      return 0;
    }
  }

  /** How many entries are user data. */
  public long entries() {
    return entries;
  }

  /** Is something known to be damaged? Other entries can still be read. */
  public boolean isDamaged() {
    return !damage.isNone();
  }

  Damage damage() {
    return damage;
  }

  /** Bytes of the entries that are user data. */
  public long entryBytes() {
    return entryBytes;
  }

  /**
   * The entries of a key between two indexes, both included, in log order, as many as fit into
   * {@code maxBytes}: none, if the first one alone is too large.
   *
   * @throws DamagedEntryException if one of them is damaged
   */
  public Found find(byte[] key, long from, long upTo, int maxEntries, int maxBytes) {
    if (damage.hasUnknownKeys()) {
      throw new DamagedEntryException(0, "entries of unknown keys are lost");
    }
    List<byte[]> frames = new ArrayList<>();
    long bytes = 0;
    EntryStore.Reader reader = store.reader(ONE_ENTRY);
    IntSupplier walk = index.walk(Frame.crcOfKey(key), (int) from - 1, (int) upTo - 1);
    for (int slot = walk.getAsInt(); slot != LogIndex.NONE; slot = walk.getAsInt()) {
      EntryScan scan = entryAt(reader, slot);
      Frame frame = scan.frame();
      if (!frame.hasKey(key)) {
        // Another key with the same hash, or this one, damaged: then this fails.
        whole(slot, frame::key);
        continue;
      }
      byte[] found = whole(slot, scan::forReader);
      bytes += found.length;
      if (frames.size() == maxEntries || bytes > maxBytes) {
        return new Found(frames, slot + 1L);
      }
      frames.add(found);
    }
    return new Found(frames, 0);
  }

  /** What is read of an entry; remembers one whose CRCs are wrong. */
  private byte[] whole(int slot, Supplier<byte[]> read) {
    try {
      return read.get();
    } catch (DamagedEntryException e) {
      foundDamaged(slot);
      throw e;
    }
  }

  /** Is there an entry with a key and an id among the entries up to an index? */
  public boolean holds(byte[] key, EntryId id, long upTo) {
    EntryStore.Reader reader = store.reader(ONE_ENTRY);
    if (!isIndexed) {
      return IntStream.range(0, (int) upTo).anyMatch(slot -> frameAt(reader, slot).id().equals(id));
    }
    IntSupplier walk = index.walk(Frame.crcOfKey(key), 0, (int) upTo - 1);
    for (int slot = walk.getAsInt(); slot != LogIndex.NONE; slot = walk.getAsInt()) {
      if (frameAt(reader, slot).id().equals(id)) {
        return true;
      }
    }
    return false;
  }

  private Frame frameAt(EntryStore.Reader reader, int slot) {
    return entryAt(reader, slot).frame();
  }

  /** An entry whose heads are intact; remembers one of which they are not. */
  private EntryScan entryAt(EntryStore.Reader reader, int slot) {
    try {
      return placedAt(reader, slot);
    } catch (DamagedEntryException e) {
      foundDamaged(slot);
      throw e;
    }
  }

  private void foundDamaged(int slot) {
    if (index.place(slot) != LOST) {
      damage.found(slot + 1L);
    }
  }

  private EntryScan placedAt(EntryStore.Reader reader, int slot) {
    long place = index.place(slot);
    if (place == LOST) {
      throw new DamagedEntryException(0, "entry " + (slot + 1) + " is lost");
    }
    EntryScan scan = reader.at(place);
    scan.next();
    return scan;
  }

  /** Reads some entries and remembers which of them are damaged, or are not any more. */
  void check(long from, long upTo) {
    for (long next = from; next <= upTo; next++) {
      try {
        read(next, next, ONE_ENTRY);
        damage.mended(next);
      } catch (DamagedEntryException e) {
        LOG.debug("entry {}: {}", next, e.getMessage());
      }
    }
  }

  /** Is damage in this part of the file that of entries that are known to be damaged? */
  boolean explains(FileCheck.Span span) {
    try {
      for (long entry : damage.entries()) {
        long place = placeOf(entry);
        if (place >= span.from() && place < span.to()) {
          return true;
        }
      }
    } catch (DamagedEntryException e) {
      // Of the index: asked again when that is made anew.
      return true;
    }
    return damage.gaps().stream()
        .anyMatch(gap -> gap.place() >= span.from() && gap.place() < span.to());
  }

  /**
   * Where an entry of a copy on disk is; negative if nobody knows.
   *
   * @throws DamagedEntryException if the file with the index is damaged
   */
  long placeOf(long entryIndex) {
    return index.place((int) entryIndex - 1);
  }

  /**
   * The entries between two indexes, both included: as many as fit into {@code maxBytes}, at least
   * one.
   *
   * @throws DamagedEntryException if one of them is damaged
   */
  public List<Batch> read(long from, long upTo, int maxBytes) {
    LogRuns seen = runs;
    EntryStore.Reader reader = store.reader(maxBytes);
    List<Batch> read = new ArrayList<>();
    long left = maxBytes;
    for (long next = from; next <= upTo && left > 0; ) {
      int run = seen.at(next);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      long first = next;
      for (long last = seen.last(run, upTo); next <= last; next++) {
        int slot = (int) next - 1;
        byte[] entry = whole(slot, entryAt(reader, slot)::copy);
        if (entry.length > left && next > from) {
          left = 0;
          break;
        }
        bytes.writeBytes(entry);
        left -= entry.length;
      }
      if (next > first) {
        int count = (int) (next - first);
        read.add(
            new Batch(seen.epochs()[run], first, count, seen.kinds()[run], bytes.toByteArray()));
      }
    }
    return read;
  }

  /**
   * Who the entries from an index on are; those that are not user data are left out, and of those
   * before {@code allFrom} the ones without an idempotency key.
   *
   * @param most how many entries are looked at
   */
  public Identities identities(long from, long allFrom, long upTo, int most) {
    List<Identity> identities = new ArrayList<>();
    EntryStore.Reader reader = store.reader(CopyReader.MAX_BYTES);
    long entryIndex = from - 1;
    for (int looked = 0; looked < most && entryIndex < upTo; looked++) {
      entryIndex =
          entryIndex + 1 < allFrom ? index.nextNoted(entryIndex + 1, allFrom) : entryIndex + 1;
      if (entryIndex > upTo) {
        return new Identities(identities, upTo);
      }
      EntryScan scan = entryAt(reader, (int) entryIndex - 1);
      if (!scan.frame().has(Frame.SKIP)) {
        Frame frame = scan.frame();
        identities.add(
            new Identity(entryIndex, frame.id(), frame.contentHash(), scan.idempotencyKey()));
      }
    }
    return new Identities(identities, entryIndex);
  }

  /** An index from which on some entry may have an id of this second or a later one. */
  public long firstSince(long second) {
    return index.firstSince(second) + 1L;
  }

  /** The newest second in the ids of the entries up to an index, or a little after it. */
  public long newestSecond(long upTo) {
    return upTo == 0 ? 0 : index.newestSecond((int) upTo - 1);
  }
}
