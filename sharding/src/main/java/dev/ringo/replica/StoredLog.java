package dev.ringo.replica;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.Frame;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ReplicaLog;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The entries of one copy's log, found by index and by key. Only appended to, by the replica alone;
 * read by any thread, up to an index that the reader was told is there.
 */
public final class StoredLog {

  /** The id of an entry and the key it was put with, if any. */
  public record Identity(long index, EntryId id, Optional<IdempotencyKey> key) {}

  /** Some identities; {@code through} is the last index that was looked at. */
  public record Identities(List<Identity> list, long through) {}

  /**
   * Some entries of a key.
   *
   * @param frames whole frames, their CRCs checked
   * @param next the index from which to go on; 0 if there are no more
   */
  public record Found(List<byte[]> frames, long next) {}

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
  private volatile boolean hasLost;
  private volatile boolean isDamaged;

  /**
   * An empty log.
   *
   * @param isIndexed are entries to be found by their keys?
   */
  StoredLog(EntryStore store, boolean isIndexed) {
    this(store, isIndexed, new OpenIndex(), LogRuns.EMPTY, 0, 0);
  }

  private StoredLog(
      EntryStore store,
      boolean isIndexed,
      LogIndex index,
      LogRuns runs,
      long entries,
      long entryBytes) {
    this.store = store;
    this.isIndexed = isIndexed;
    this.index = index;
    this.runs = runs;
    this.entries = entries;
    this.entryBytes = entryBytes;
  }

  /** The log of a sealed chunk, whose index is in a file. */
  static StoredLog sealed(EntryStore store, IndexFile file, ReplicaSnapshot snapshot) {
    return new StoredLog(
        store,
        !snapshot.log().info().noindex(),
        new SealedIndex(file, snapshot.placesAfter()),
        snapshot.runs(),
        snapshot.entries(),
        snapshot.bytes());
  }

  /** What a snapshot has besides the index of the entries up to the seal. */
  ReplicaSnapshot snapshot(ReplicaLog.Snapshot log) {
    long[] places =
        LongStream.range(log.end().seal(), index.size()).map(s -> index.place((int) s)).toArray();
    return new ReplicaSnapshot(log, runs, entries, entryBytes, places);
  }

  /** The index of all entries, if it is in memory and none of them is lost. */
  Optional<OpenIndex> indexInMemory() {
    return index instanceof OpenIndex open && !hasLost ? Optional.of(open) : Optional.empty();
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
      addRest(batch, place, scan.end());
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
    int left = (int) (batch.last() - index.size());
    IntactRest rest = IntactRest.after(batch.bytes(), damagedAt, left);
    for (int i = rest.count(); i < left; i++) {
      index.add(LOST);
    }
    hasLost |= rest.count() < left;
    for (EntryScan scan = new EntryScan(batch.bytes(), rest.from()); scan.next(); ) {
      add(scan, place);
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
    StoredLog shorter =
        new StoredLog(
            store,
            isIndexed,
            index.first(count),
            runs.upTo(lastIndex),
            entries - removed,
            entryBytes - removedBytes);
    shorter.hasLost = hasLost;
    shorter.isDamaged = isDamaged;
    return shorter;
  }

  private long userBytesAt(EntryStore.Reader reader, int slot) {
    try {
      EntryScan entry = entryAt(reader, slot);
      return entry.frame().has(Frame.SKIP) ? 0 : entry.storedBytes();
    } catch (DamagedEntryException e) {
      return 0;
    }
  }

  /** How many entries are user data. */
  public long entries() {
    return entries;
  }

  /** Was damage found? Other entries can still be read. */
  public boolean isDamaged() {
    return isDamaged || hasLost;
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
    if (hasLost) {
      throw new DamagedEntryException(0, "entries of unknown keys are lost");
    }
    try {
      return findIntact(key, from, upTo, maxEntries, maxBytes);
    } catch (DamagedEntryException e) {
      isDamaged = true;
      throw e;
    }
  }

  private Found findIntact(byte[] key, long from, long upTo, int maxEntries, int maxBytes) {
    List<byte[]> frames = new ArrayList<>();
    long bytes = 0;
    EntryStore.Reader reader = store.reader(ONE_ENTRY);
    IntSupplier walk = index.walk(Frame.crcOfKey(key), (int) from - 1, (int) upTo - 1);
    for (int slot = walk.getAsInt(); slot != LogIndex.NONE; slot = walk.getAsInt()) {
      EntryScan scan = entryAt(reader, slot);
      Frame frame = scan.frame();
      if (!frame.hasKey(key)) {
        // Another key with the same hash, or this one, damaged: then this fails.
        frame.key();
        continue;
      }
      byte[] found = scan.forReader();
      bytes += found.length;
      if (frames.size() == maxEntries || bytes > maxBytes) {
        return new Found(frames, slot + 1L);
      }
      frames.add(found);
    }
    return new Found(frames, 0);
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

  private EntryScan entryAt(EntryStore.Reader reader, int slot) {
    long place = index.place(slot);
    if (place == LOST) {
      throw new DamagedEntryException(0, "entry " + (slot + 1) + " is lost");
    }
    EntryScan scan = reader.at(place);
    scan.next();
    return scan;
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
        byte[] entry = entryAt(reader, (int) next - 1).copy();
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
        identities.add(new Identity(entryIndex, scan.frame().id(), scan.idempotencyKey()));
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
