package dev.ringo.testkit.chaos;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The keys of a domain. Puts go to a window of keys that moves on, so that each key gets some 20
 * values at many times, and no answer grows without bound.
 */
final class Keys {

  private static final int WINDOW = 50;
  private static final int VALUES_OF_KEY = 20;

  private final AtomicLong puts = new AtomicLong();

  String toPut() {
    return key(first(puts.getAndIncrement()) + random(WINDOW));
  }

  /** Half of the gets ask for what is being written, half for anything. */
  String toGet() {
    long first = first(puts.get());
    return key(
        ThreadLocalRandom.current().nextBoolean() ? first + random(WINDOW) : random(first + 1));
  }

  /** How many keys there are at most. */
  long count() {
    return first(puts.get()) + WINDOW;
  }

  static String key(long number) {
    return "key-" + number;
  }

  private static long first(long puts) {
    return puts / VALUES_OF_KEY;
  }

  private static long random(long bound) {
    return ThreadLocalRandom.current().nextLong(bound);
  }
}
