package dev.ringo.domain;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that several holders have together, and how many they may have. Safe for use by many
 * threads.
 */
final class SharedBytes {

  private final long limit;
  private final AtomicLong held = new AtomicLong();

  SharedBytes(long limit) {
    this.limit = limit;
  }

  boolean hasRoomFor(long bytes) {
    return held.get() + bytes <= limit;
  }

  /** A new holder's part, none so far. */
  Share share() {
    return new Share();
  }

  /** What one holder has. One thread at a time. */
  final class Share {
    private long bytes;

    void set(long now) {
      held.addAndGet(now - bytes);
      bytes = now;
    }
  }
}
