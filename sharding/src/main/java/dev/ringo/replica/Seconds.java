package dev.ringo.replica;

import java.util.Arrays;

/**
 * The newest second in the ids of a log's entries, for blocks of some entries, which takes half a
 * byte an entry. One writer; any number of readers.
 */
final class Seconds {

  /** Entries of a block. */
  static final int BLOCK = 16;

  /** For each block, the newest second in it and before it. Replaced when it grows. */
  private volatile long[] newest = new long[1];

  private volatile int count;

  /** How many blocks so many entries make. */
  static int blocksOf(int entries) {
    return (entries + BLOCK - 1) / BLOCK;
  }

  /** Adds an entry; 0 for one that is not user data. */
  void add(long second) {
    int before = count;
    int block = before / BLOCK;
    if (block == newest.length) {
      newest = Arrays.copyOf(newest, 2 * block);
    }
    long newestBefore = block == 0 ? 0 : newest[block - 1];
    newest[block] = Math.max(Math.max(newestBefore, newest[block]), second);
    count = before + 1;
  }

  /** Of the first entries; the last block may speak of some that come after them. */
  Seconds first(int entries) {
    Seconds first = new Seconds();
    int blocks = blocksOf(entries);
    first.newest = Arrays.copyOf(newest, Math.max(1, blocks));
    first.count = entries;
    return first;
  }

  /** The newest second up to an entry, or a little after it. */
  long newest(int slot) {
    return newest[slot / BLOCK];
  }

  /** A slot before which no entry has an id of this second or a later one. */
  int firstSince(long second) {
    int entries = count;
    long[] seen = newest;
    int low = 0;
    int high = blocksOf(entries);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (seen[middle] < second) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.min(entries, low * BLOCK);
  }
}
