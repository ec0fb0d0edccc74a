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
import java.util.function.IntPredicate;

/**
 * The entries of one copy's log in memory, found by index and by key. Only appended to, by the
 * replica alone; read by any thread, up to an index that the reader was told is there.
 */
public final class StoredLog {

  /** The id of an entry and the key it was put with, if any. */
  public record Identity(long index, EntryId id, Optional<IdempotencyKey> key) {}

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
    for (EntryScan scan = new EntryScan(batch.bytes(), 0); scan.next(); ) {
      long place = (long) ordinal << 32 | scan.start();
      if (scan.frame().has(Frame.SKIP)) {
        index.add(place);
      } else {
        index.add(place, scan.frame().keyCrc());
        newest = Math.max(newest, scan.frame().id().seconds());
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
   * The entries of a key between two indexes, both included, in log order: as many as fit into
   * {@code maxBytes}, at least one if there is one.
   *
   * @throws dev.ringo.entry.DamagedEntryException if one of them is damaged
   */
  public Found find(byte[] key, long from, long upTo, int maxEntries, int maxBytes) {
    IntPredicate hasKey = slot -> frameAt(slot).hasKey(key);
    int[] slots = index.find(Frame.crcOfKey(key), (int) from - 1, (int) upTo - 1, hasKey);
    List<byte[]> frames = new ArrayList<>(Math.min(slots.length, maxEntries));
    long bytes = 0;
    for (int slot : slots) {
      Frame frame = frameAt(slot);
      if (frames.size() == maxEntries || (!frames.isEmpty() && bytes + frame.length() > maxBytes)) {
        return new Found(frames, slot + 1L);
      }
      frames.add(frame.copy());
      bytes += frame.length();
    }
    return new Found(frames, 0);
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

  /** Who the entries between two indexes are; those that are not user data are left out. */
  public List<Identity> identities(long from, long upTo) {
    List<Identity> identities = new ArrayList<>();
    for (long i = from; i <= upTo; i++) {
      EntryScan scan = scanAt((int) i - 1);
      scan.next();
      if (!scan.frame().has(Frame.SKIP)) {
        identities.add(new Identity(i, scan.frame().id(), scan.idempotencyKey()));
      }
    }
    return identities;
  }

  /** The newest second in the ids of the entries up to an index, or a little after it. */
  public long newestSecond(long upTo) {
    return upTo == 0 ? 0 : seconds[batchOf(upTo)];
  }
}
