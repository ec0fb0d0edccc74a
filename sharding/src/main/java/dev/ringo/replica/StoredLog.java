package dev.ringo.replica;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.Frame;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.replication.Batch;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
  private final EntryIndex index;
  private final Seconds seconds;
  private volatile LogRuns runs;

  /** The indexes of the entries that were put with an idempotency key, and how many there are. */
  private volatile long[] keyed;

  private volatile int keyedCount;
  private volatile long entries;
  private volatile long entryBytes;
  private volatile boolean hasLost;
  private volatile boolean isDamaged;

  StoredLog(EntryStore store) {
    this(store, new EntryIndex(), new Seconds(), LogRuns.EMPTY, new long[16], 0);
  }

  private StoredLog(
      EntryStore store,
      EntryIndex index,
      Seconds seconds,
      LogRuns runs,
      long[] keyed,
      int keyedCount) {
    this.store = store;
    this.index = index;
    this.seconds = seconds;
    this.runs = runs;
    this.keyed = keyed;
    this.keyedCount = keyedCount;
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
      seconds.add(0);
      return;
    }
    index.add(place + scan.start(), frame.keyCrc());
    seconds.add(frame.id().seconds());
    if (scan.hasIdempotencyKey()) {
      addKeyed(index.size());
    }
    long allEntries = entries + 1;
    entries = allEntries;
    long allBytes = entryBytes + frame.length();
    entryBytes = allBytes;
  }

  /**
   * Adds what follows a damaged entry: entries whose places nobody knows, and from the first on
   * after which all are intact, those.
   */
  private void addRest(Batch batch, long place, int damagedAt) {
    int left = (int) (batch.last() - index.size());
    int from = damagedAt + 1;
    int intact = intactFrom(batch.bytes(), from);
    while (intact < 0 || intact > left) {
      intact = intactFrom(batch.bytes(), ++from);
    }
    for (int i = intact; i < left; i++) {
      index.add(LOST);
      seconds.add(0);
    }
    hasLost |= intact < left;
    for (EntryScan scan = new EntryScan(batch.bytes(), from); scan.next(); ) {
      add(scan, place);
    }
  }

  /** How many entries there are from a place to the end; -1 if there are not only entries. */
  private static int intactFrom(byte[] bytes, int from) {
    int count = 0;
    try {
      for (EntryScan scan = new EntryScan(bytes, from); scan.next(); ) {
        count++;
      }
      return count;
    } catch (DamagedEntryException e) {
      return -1;
    }
  }

  private void addKeyed(long entryIndex) {
    int count = keyedCount;
    if (count == keyed.length) {
      keyed = Arrays.copyOf(keyed, 2 * count);
    }
    keyed[count] = entryIndex;
    keyedCount = count + 1;
  }

  /** Index of the last entry; the writer's own to ask. */
  long last() {
    return index.size();
  }

  /** A log with the entries up to an index. This one stays as it is for those who read it. */
  StoredLog upTo(long lastIndex) {
    int count = (int) lastIndex;
    int keptKeyed = Arrays.binarySearch(keyed, 0, keyedCount, lastIndex + 1);
    StoredLog shorter =
        new StoredLog(
            store,
            index.first(count),
            seconds.first(count),
            runs.upTo(lastIndex),
            Arrays.copyOf(keyed, keyed.length),
            keptKeyed >= 0 ? keptKeyed : -keptKeyed - 1);
    long removed = 0;
    long removedBytes = 0;
    EntryStore.Reader reader = store.reader(ONE_ENTRY);
    for (int slot = count; slot < index.size(); slot++) {
      if (index.isKeyed(slot)) {
        removed++;
        removedBytes += lengthAt(reader, slot);
      }
    }
    shorter.hasLost = hasLost;
    shorter.isDamaged = isDamaged;
    shorter.entries = entries - removed;
    shorter.entryBytes = entryBytes - removedBytes;
    return shorter;
  }

  private long lengthAt(EntryStore.Reader reader, int slot) {
    try {
      return frameAt(reader, slot).length();
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
    EntryIndex.Walk walk = index.walk(Frame.crcOfKey(key), (int) from - 1, (int) upTo - 1);
    for (int slot = walk.next(); slot != EntryIndex.NONE; slot = walk.next()) {
      Frame frame = frameAt(reader, slot);
      if (!frame.hasKey(key)) {
        // Another key with the same hash, or this one, damaged: then this fails.
        frame.key();
        continue;
      }
      bytes += frame.length();
      if (frames.size() == maxEntries || bytes > maxBytes) {
        return new Found(frames, slot + 1L);
      }
      frames.add(frame.copy());
    }
    return new Found(frames, 0);
  }

  /** Is there an entry with a key and an id among the entries up to an index? */
  public boolean holds(byte[] key, EntryId id, long upTo) {
    EntryStore.Reader reader = store.reader(ONE_ENTRY);
    EntryIndex.Walk walk = index.walk(Frame.crcOfKey(key), 0, (int) upTo - 1);
    for (int slot = walk.next(); slot != EntryIndex.NONE; slot = walk.next()) {
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
      entryIndex = entryIndex + 1 < allFrom ? nextKeyed(entryIndex + 1, allFrom) : entryIndex + 1;
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

  private long nextKeyed(long from, long otherwise) {
    int found = Arrays.binarySearch(keyed, 0, keyedCount, from);
    int next = found >= 0 ? found : -found - 1;
    return next < keyedCount ? Math.min(keyed[next], otherwise) : otherwise;
  }

  /** An index from which on some entry may have an id of this second or a later one. */
  public long firstSince(long second) {
    return seconds.firstSince(second) + 1L;
  }

  /** The newest second in the ids of the entries up to an index, or a little after it. */
  public long newestSecond(long upTo) {
    return upTo == 0 ? 0 : seconds.newest((int) upTo - 1);
  }
}
