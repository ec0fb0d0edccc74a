package dev.ringo.replica;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.Frame;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.replication.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The entries of one copy's log in memory, found by index and by key. Only appended to, by the
 * replica alone; read by any thread, up to an index that the reader was told is there.
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

  private final EntryIndex index = new EntryIndex();

  /** Batches by ordinal. Replaced when it grows, so that readers see whole ones. */
  private volatile Batch[] batches = new Batch[16];

  /**
   * Newest second in the entry ids up to and including each batch; the writer's and {@link
   * #newestSecond}'s.
   */
  private volatile long[] seconds = new long[16];

  /** How many batches there are, set after their entries are in place. */
  private volatile int batchCount;

  /** The indexes of the entries that were put with an idempotency key, and how many there are. */
  private volatile long[] keyed = new long[16];

  private volatile int keyedCount;
  private volatile long entries;
  private volatile long entryBytes;

  void add(Batch batch) {
    int ordinal = batchCount;
    if (ordinal == batches.length) {
      batches = Arrays.copyOf(batches, 2 * ordinal);
      seconds = Arrays.copyOf(seconds, 2 * ordinal);
    }
    batches[ordinal] = batch;
    long newest = ordinal == 0 ? 0 : seconds[ordinal - 1];
    long added = 0;
    long bytes = 0;
    long entryIndex = batch.first() - 1;
    for (EntryScan scan = new EntryScan(batch.bytes(), 0); scan.next(); ) {
      entryIndex++;
      long place = (long) ordinal << 32 | scan.start();
      if (scan.frame().has(Frame.SKIP)) {
        index.add(place);
      } else {
        index.add(place, scan.frame().keyCrc());
        newest = Math.max(newest, scan.frame().id().seconds());
        if (scan.hasIdempotencyKey()) {
          addKeyed(entryIndex);
        }
        added++;
        bytes += scan.frame().length();
      }
    }
    seconds[ordinal] = newest;
    batchCount = ordinal + 1;
    long allEntries = entries + added;
    entries = allEntries;
    long allBytes = entryBytes + bytes;
    entryBytes = allBytes;
  }

  private void addKeyed(long entryIndex) {
    int count = keyedCount;
    if (count == keyed.length) {
      keyed = Arrays.copyOf(keyed, 2 * count);
    }
    keyed[count] = entryIndex;
    keyedCount = count + 1;
  }

  /** A log with the entries up to an index. This one stays as it is for those who read it. */
  StoredLog upTo(long lastIndex) {
    StoredLog shorter = new StoredLog();
    for (int i = 0; i < batchCount && batches[i].first() <= lastIndex; i++) {
      shorter.add(batches[i].between(batches[i].first(), Math.min(batches[i].last(), lastIndex)));
    }
    return shorter;
  }

  /** How many entries are user data. */
  public long entries() {
    return entries;
  }

  /** Bytes of the entries that are user data. */
  public long entryBytes() {
    return entryBytes;
  }

  /**
   * The entries of a key between two indexes, both included, in log order, as many as fit into
   * {@code maxBytes}: none, if the first one alone is too large.
   *
   * @throws dev.ringo.entry.DamagedEntryException if one of them is damaged
   */
  public Found find(byte[] key, long from, long upTo, int maxEntries, int maxBytes) {
    List<byte[]> frames = new ArrayList<>();
    long bytes = 0;
    EntryIndex.Walk walk = index.walk(Frame.crcOfKey(key), (int) from - 1, (int) upTo - 1);
    for (int slot = walk.next(); slot != EntryIndex.NONE; slot = walk.next()) {
      Frame frame = frameAt(slot);
      if (!frame.hasKey(key)) {
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
    EntryIndex.Walk walk = index.walk(Frame.crcOfKey(key), 0, (int) upTo - 1);
    for (int slot = walk.next(); slot != EntryIndex.NONE; slot = walk.next()) {
      if (frameAt(slot).id().equals(id)) {
        return true;
      }
    }
    return false;
  }

  private Frame frameAt(int slot) {
    EntryScan scan = scanAt(slot);
    scan.next();
    return scan.frame();
  }

  private EntryScan scanAt(int slot) {
    long place = index.place(slot);
    return new EntryScan(batches[(int) (place >>> 32)].bytes(), (int) place);
  }

  /**
   * The entries between two indexes, both included: as many as fit into {@code maxBytes}, at least
   * one.
   */
  public List<Batch> read(long from, long upTo, int maxBytes) {
    List<Batch> read = new ArrayList<>();
    long bytes = 0;
    for (int i = batchOf(from); i < batchCount && batches[i].first() <= upTo; i++) {
      Batch batch = batches[i];
      Batch part = batch.between(Math.max(from, batch.first()), Math.min(upTo, batch.last()));
      if (!read.isEmpty() && bytes + part.bytes().length > maxBytes) {
        break;
      }
      read.add(part);
      bytes += part.bytes().length;
    }
    return read;
  }

  private int batchOf(long lookedFor) {
    return (int) (index.place((int) lookedFor - 1) >>> 32);
  }

  /**
   * Who the entries from an index on are; those that are not user data are left out, and of those
   * before {@code allFrom} the ones without an idempotency key.
   *
   * @param most how many entries are looked at
   */
  public Identities identities(long from, long allFrom, long upTo, int most) {
    List<Identity> identities = new ArrayList<>();
    long entryIndex = from - 1;
    for (int looked = 0; looked < most && entryIndex < upTo; looked++) {
      entryIndex = entryIndex + 1 < allFrom ? nextKeyed(entryIndex + 1, allFrom) : entryIndex + 1;
      if (entryIndex > upTo) {
        return new Identities(identities, upTo);
      }
      EntryScan scan = scanAt((int) entryIndex - 1);
      scan.next();
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

  /** The first index from which on some entry may have an id of this second or a later one. */
  public long firstSince(long second) {
    int low = 0;
    int high = batchCount;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (seconds[middle] < second) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 1 : batches[low - 1].last() + 1;
  }

  /** The newest second in the ids of the entries up to an index, or a little after it. */
  public long newestSecond(long upTo) {
    return upTo == 0 ? 0 : seconds[batchOf(upTo)];
  }
}
