package dev.ringo.replica;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Finds the entries of a log by key hash: a hash table whose buckets are chains from the oldest
 * entry to the newest, kept in arrays. One writer; any number of readers at the same time. A reader
 * sees every entry whose index it was told after the entry was added, and may see newer ones.
 *
 * <p>20 to 24 bytes an entry: 16 in segments that do not grow, 4 to 8 for the buckets.
 */
final class EntryIndex {

  /** No such slot. */
  static final int NONE = LogIndex.NONE;

  /** Entries of a segment; the first one is smaller as long as it is the only one. */
  private static final int SEGMENT_BITS = 12;

  private static final int SEGMENT = 1 << SEGMENT_BITS;
  private static final int SMALLEST = 16;

  /** Entries for a bucket at most, on average. */
  private static final int CHAIN = 2;

  /** Arrays of one size. What has to grow is replaced, so a reader never sees half a growth. */
  private static final class Table {
    final long[][] places;
    final int[][] hashes;
    final int[][] newerInChain;
    final int[] oldestInChain;
    final int[] newestInChain;

    Table(long[][] places, int[][] hashes, int[][] newer, int[] oldest, int[] newest) {
      this.places = places;
      this.hashes = hashes;
      this.newerInChain = newer;
      this.oldestInChain = oldest;
      this.newestInChain = newest;
    }

    static Table smallest() {
      return new Table(
          new long[][] {new long[SMALLEST]},
          new int[][] {new int[SMALLEST]},
          new int[][] {filled(SMALLEST)},
          filled(SMALLEST / CHAIN),
          filled(SMALLEST / CHAIN));
    }

    int capacity() {
      int last = places.length - 1;
      return last * SEGMENT + places[last].length;
    }

    /** Room for more entries: a larger first segment, or one segment more. */
    Table larger() {
      int size = places[0].length;
      if (size < SEGMENT) {
        return new Table(
            new long[][] {Arrays.copyOf(places[0], 2 * size)},
            new int[][] {Arrays.copyOf(hashes[0], 2 * size)},
            new int[][] {Arrays.copyOf(newerInChain[0], 2 * size)},
            oldestInChain,
            newestInChain);
      }
      int last = places.length;
      Table larger =
          new Table(
              Arrays.copyOf(places, last + 1),
              Arrays.copyOf(hashes, last + 1),
              Arrays.copyOf(newerInChain, last + 1),
              oldestInChain,
              newestInChain);
      larger.places[last] = new long[SEGMENT];
      larger.hashes[last] = new int[SEGMENT];
      larger.newerInChain[last] = new int[SEGMENT];
      return larger;
    }

    /** Twice as many buckets, all of them empty. */
    Table withMoreBuckets() {
      int[][] newer = new int[newerInChain.length][];
      for (int i = 0; i < newer.length; i++) {
        newer[i] = new int[newerInChain[i].length];
      }
      int buckets = 2 * oldestInChain.length;
      return new Table(places, hashes, newer, filled(buckets), filled(buckets));
    }

    private static int[] filled(int length) {
      int[] array = new int[length];
      Arrays.fill(array, NONE);
      return array;
    }

    long place(int slot) {
      return places[slot >>> SEGMENT_BITS][slot & (SEGMENT - 1)];
    }

    int hash(int slot) {
      return hashes[slot >>> SEGMENT_BITS][slot & (SEGMENT - 1)];
    }

    int newer(int slot) {
      return newerInChain[slot >>> SEGMENT_BITS][slot & (SEGMENT - 1)];
    }

    void set(int slot, long place, int hash) {
      places[slot >>> SEGMENT_BITS][slot & (SEGMENT - 1)] = place;
      hashes[slot >>> SEGMENT_BITS][slot & (SEGMENT - 1)] = hash;
    }

    void link(int slot) {
      newerInChain[slot >>> SEGMENT_BITS][slot & (SEGMENT - 1)] = NONE;
      int bucket = bucket(hash(slot));
      int newest = newestInChain[bucket];
      newestInChain[bucket] = slot;
      if (newest == NONE) {
        oldestInChain[bucket] = slot;
      } else {
        newerInChain[newest >>> SEGMENT_BITS][newest & (SEGMENT - 1)] = slot;
      }
    }

    int bucket(int hash) {
      // CRC-32 spreads well; the number of buckets is a power of two.
      return hash & (oldestInChain.length - 1);
    }
  }

  private volatile Table table = Table.smallest();

  /** Slots in use and which of them carry a key; the writer's own. */
  private int size;

  private final BitSet keyed = new BitSet();

  /** Adds an entry that no key leads to. */
  void add(long place) {
    grow();
    table.set(size++, place, 0);
  }

  /** Adds an entry that its key's hash leads to. */
  void add(long place, int hash) {
    grow();
    keyed.set(size);
    table.set(size, place, hash);
    table.link(size++);
  }

  /** How many slots are in use. */
  int size() {
    return size;
  }

  /** Does a key lead to the entry in a slot? The writer's own to ask. */
  boolean isKeyed(int slot) {
    return keyed.get(slot);
  }

  /** An index of the first entries of this one. */
  EntryIndex first(int count) {
    EntryIndex first = new EntryIndex();
    for (int slot = 0; slot < count; slot++) {
      if (keyed.get(slot)) {
        first.add(table.place(slot), table.hash(slot));
      } else {
        first.add(table.place(slot));
      }
    }
    return first;
  }

  private void grow() {
    Table now = table;
    if (size == now.capacity()) {
      now = now.larger();
    }
    if (size >= CHAIN * now.oldestInChain.length) {
      now = now.withMoreBuckets();
      for (int slot = keyed.nextSetBit(0); slot >= 0; slot = keyed.nextSetBit(slot + 1)) {
        now.link(slot);
      }
    }
    table = now;
  }

  /** The hash of the key of the entry in a slot; 0 if no key leads to it. */
  int hash(int slot) {
    return table.hash(slot);
  }

  /** The place that was given for the entry in a slot. */
  long place(int slot) {
    return table.place(slot);
  }

  /** The entries with one hash, from a slot on, as a reader walks over them. */
  final class Walk {
    private final Table seen = table;
    private final int hash;
    private final int upTo;
    private int slot;

    private Walk(int hash, int from, int upTo) {
      this.hash = hash;
      this.upTo = upTo;
      // A slot of this very chain is a place to start from; a walk that goes on gives one. Slots
      // without a key have hash 0.
      boolean goesOn = from > 0 && from <= upTo && hash != 0 && seen.hash(from) == hash;
      slot = goesOn ? from : seen.oldestInChain[seen.bucket(hash)];
      while (slot != NONE && slot < from) {
        slot = seen.newer(slot);
      }
    }

    /** The next slot with the hash, or {@link #NONE}. */
    int next() {
      while (slot != NONE && slot <= upTo) {
        int current = slot;
        slot = seen.newer(slot);
        if (seen.hash(current) == hash) {
          return current;
        }
      }
      return NONE;
    }
  }

  /** The entries with a hash between two slots, both included, in rising order. */
  Walk walk(int hash, int from, int upTo) {
    return new Walk(hash, from, upTo);
  }
}
