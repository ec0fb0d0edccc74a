package dev.ringo.replica;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Finds the entries of a log by key hash: a hash table whose buckets are chains from the oldest
 * entry to the newest, kept in arrays. One writer; any number of readers at the same time. A reader
 * sees every entry whose index it was told after the entry was added, and may see newer ones.
 *
 * <p>20 to 40 bytes an entry, as the arrays double.
 */
final class EntryIndex {

  /** No such slot. */
  static final int NONE = -1;

  private static final int FIRST_CAPACITY = 16;

  /** Arrays of one capacity. Full ones are replaced, so a reader never sees half a growth. */
  private static final class Table {
    final long[] places;
    final int[] hashes;
    final int[] newerInChain;
    final int[] oldestInChain;
    final int[] newestInChain;

    Table(int capacity) {
      places = new long[capacity];
      hashes = new int[capacity];
      newerInChain = filled(capacity);
      oldestInChain = filled(capacity);
      newestInChain = filled(capacity);
    }

    private static int[] filled(int capacity) {
      int[] array = new int[capacity];
      Arrays.fill(array, NONE);
      return array;
    }

    void link(int slot, int hash) {
      hashes[slot] = hash;
      int bucket = bucket(hash);
      int newest = newestInChain[bucket];
      newestInChain[bucket] = slot;
      if (newest == NONE) {
        oldestInChain[bucket] = slot;
      } else {
        newerInChain[newest] = slot;
      }
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
    table.places[size++] = place;
  }

  /** Adds an entry that its key's hash leads to. */
  void add(long place, int hash) {
    grow();
    keyed.set(size);
    table.places[size] = place;
    table.link(size++, hash);
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
        first.add(table.places[slot], table.hashes[slot]);
      } else {
        first.add(table.places[slot]);
      }
    }
    return first;
  }

  private void grow() {
    Table old = table;
    if (size < old.places.length) {
      return;
    }
    Table larger = new Table(2 * size);
    System.arraycopy(old.places, 0, larger.places, 0, size);
    for (int slot = keyed.nextSetBit(0); slot >= 0; slot = keyed.nextSetBit(slot + 1)) {
      larger.link(slot, old.hashes[slot]);
    }
    table = larger;
  }

  /** The place that was given for the entry in a slot. */
  long place(int slot) {
    return table.places[slot];
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
      boolean goesOn = from > 0 && from <= upTo && hash != 0 && seen.hashes[from] == hash;
      slot = goesOn ? from : seen.oldestInChain[seen.bucket(hash)];
      while (slot != NONE && slot < from) {
        slot = seen.newerInChain[slot];
      }
    }

    /** The next slot with the hash, or {@link #NONE}. */
    int next() {
      while (slot != NONE && slot <= upTo) {
        int current = slot;
        slot = seen.newerInChain[slot];
        if (seen.hashes[current] == hash) {
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
