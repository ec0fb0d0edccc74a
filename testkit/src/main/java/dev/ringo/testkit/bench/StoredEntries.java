package dev.ringo.testkit.bench;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Entries whose keys and values are random, and can be computed again from their numbers.
 *
 * @param count how many there are, numbered from 0
 * @param valueSize bytes of each value
 */
record StoredEntries(long count, int valueSize) {

  /** 16 hex digits; no two entries have the same. */
  String key(long number) {
    return String.format("%016x", new SplittableRandom(number).nextLong());
  }

  byte[] keyBytes(long number) {
    return key(number).getBytes(StandardCharsets.US_ASCII);
  }

  byte[] value(long number) {
    byte[] value = new byte[valueSize];
    SplittableRandom random = new SplittableRandom(number);
    random.nextLong();
    random.nextBytes(value);
    return value;
  }

  /** Bytes of all values. */
  long bytes() {
    return count * valueSize;
  }
}
