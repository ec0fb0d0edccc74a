package dev.ringo.entry;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The id that a writer gives to its entry: seconds since 1970 in the upper half, a random lower
 * half.
 */
public record EntryId(long value) {

  /** A new id. {@code seconds} is the writer's clock. */
  public static EntryId at(long seconds) {
    return of((int) seconds, ThreadLocalRandom.current().nextInt());
  }

  static EntryId of(int seconds, int random) {
    return new EntryId((long) seconds << 32 | Integer.toUnsignedLong(random));
  }

  /** Seconds since 1970, the writer's clock. */
  public long seconds() {
    return value >>> 32;
  }

  int random() {
    return (int) value;
  }

  /** Upper-case hex digits. */
  @Override
  public String toString() {
    return Long.toHexString(value).toUpperCase(Locale.ROOT);
  }
}
