package dev.ringo.replica;

import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntPredicate;

/**
 * Finds the entries of a log by key hash: a hash table whose buckets are chains from the newest
 * entry to the oldest, kept in arrays. One writer; any number of readers at the same time, which
 * see every entry that was added before they were told of it, and may see newer ones.
 *
 * <p>12 to 24 bytes an entry.
 */
final class EntryIndex {

  private static final int NONE = -1;
  private static final int FIRST_CAPACITY = 16;

  /** Arrays of one capacity. Full ones are replaced, so a reader never sees half a growth. */
  private static final class Table {
    final long[] places;
    final int[] hashes;
    final int[] olderInChain;
    final AtomicIntegerArray newestInChain;

    Table(int capacity) {
      places = new long[capacity];
      hashes = new int[capacity];
      olderInChain = new int[capacity];
      int[] empty = new int[capacity];
      Arrays.fill(empty, NONE);
      newestInChain = new AtomicIntegerArray(empty);
    }

    void set(int slot, long place) {
      places[slot] = place;
      olderInChain[slot] = NONE;
    }

    void set(int slot, long place, int hash) {
      places[slot] = place;
      hashes[slot] = hash;
      int bucket = bucket(hash);
      olderInChain[slot] = newestInChain.get(bucket);
      newestInChain.set(bucket, slot);
    }

    int bucket(int hash) {
      // CRC-32 spreads well; capacities are powers of two.
      return hash & (places.length - 1);
    }
  }

  private volatile Table table = new Table(FIRST_CAPACITY);

  /** Slots in use and which of them carry a key; the writer's own. */
  private int size;

  private final BitSet keyed = new BitSet();

  /** Adds an entry that no key leads to. */
  void add(long place) {
    grow();
    table.set(size++, place);
  }

  /** Adds an entry that its key's hash leads to. */
  void add(long place, int hash) {
    grow();
    keyed.set(size);
    table.set(size++, place, hash);
  }

  private void grow() {
    if (size == table.places.length) {
      table = copyOf(2 * size);
    }
  }

  private Table copyOf(int capacity) {
    Table old = table;
    Table copy = new Table(capacity);
    for (int slot = 0; slot < size; slot++) {
      if (keyed.get(slot)) {
        copy.set(slot, old.places[slot], old.hashes[slot]);
      } else {
        copy.set(slot, old.places[slot]);
      }
    }
    return copy;
  }

  int size() {
    return size;
  }

  /** The place that was given for the entry in a slot. */
  long place(int slot) {
    return table.places[slot];
  }

  /**
   * The slots between two slots, both included, whose entries have a hash and pass a test, in
   * rising order.
   *
   * @param test is asked for the slots whose hashes are equal, from the newest on
   */
  int[] find(int hash, int from, int upTo, IntPredicate test) {
    Table seen = table;
    int[] found = new int[4];
    int count = 0;
    int slot = seen.newestInChain.get(seen.bucket(hash));
    for (; slot >= from; slot = seen.olderInChain[slot]) {
      if (slot <= upTo && seen.hashes[slot] == hash && test.test(slot)) {
        if (count == found.length) {
          found = Arrays.copyOf(found, 2 * count);
        }
        found[count++] = slot;
      }
    }
    int[] rising = new int[count];
    for (int i = 0; i < count; i++) {
      rising[i] = found[count - 1 - i];
    }
    return rising;
  }
}
