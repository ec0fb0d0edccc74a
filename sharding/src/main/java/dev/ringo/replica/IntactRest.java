package dev.ringo.replica;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.Frame;

/**
 * The entries at the end of some bytes that can be told apart again after damage.
 *
 * @param from where the first one begins; the end of the bytes if there are none
 * @param count how many there are
 */
record IntactRest(int from, int count) {

  /**
   * The longest rest that consists of entries alone. What merely looks like an entry, in a value
   * whose head is damaged, does not begin one.
   *
   * @param damagedAt where an entry begins that cannot be read
   * @param most how many entries there are from there on, with that one
   */
  static IntactRest after(byte[] bytes, int damagedAt, int most) {
    for (int from = damagedAt + 1; from <= bytes.length - Frame.OVERHEAD; from++) {
      if (Frame.hasMagicAt(bytes, from)) {
        int count = countFrom(bytes, from);
        if (count >= 0 && count <= most) {
          return new IntactRest(from, count);
        }
      }
    }
    return new IntactRest(bytes.length, 0);
  }

  /** How many entries there are to the end; -1 if there are not only entries. */
  private static int countFrom(byte[] bytes, int from) {
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
}
