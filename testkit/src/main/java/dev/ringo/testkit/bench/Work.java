package dev.ringo.testkit.bench;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What is put or got.
 *
 * @param put or get?
 * @param numbers of the keys, in the order in which they are used
 */
record Work(boolean put, String domain, byte[] value, LongSupplier numbers) {

  private static final long SEED = 42;

  /** Puts to keys that nobody used before, or to some that are used again and again. */
  static Work puts(String domain, int valueSize, long keys) {
    AtomicLong next = new AtomicLong();
    long first = keys > 0 ? 0 : System.currentTimeMillis() * 1_000_000;
    LongSupplier numbers =
        keys > 0 ? () -> next.getAndIncrement() % keys : () -> first + next.getAndIncrement();
    return new Work(true, domain, valueOf(valueSize), numbers);
  }

  /** Gets of random ones of the first keys. */
  static Work gets(String domain, int valueSize, long keys) {
    return new Work(
        false, domain, valueOf(valueSize), () -> ThreadLocalRandom.current().nextLong(keys));
  }

  private static byte[] valueOf(int size) {
    byte[] value = new byte[size];
    new Random(SEED).nextBytes(value);
    return value;
  }

  String nextKey() {
    return key(numbers.getAsLong());
  }

  static String key(long number) {
    return "key-" + number;
  }
}
