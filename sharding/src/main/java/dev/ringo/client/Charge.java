package dev.ringo.client;

import java.util.concurrent.atomic.AtomicLong;

/** What one get takes of the bytes that all gets of a client may bring. One thread at a time. */
final class Charge {

  private final AtomicLong all;
  private final long limit;
  private final int most;
  private long bytes;

  /**
   * Nothing yet.
   *
   * @param all what all gets take
   * @param limit of all
   * @param most what one get can need
   */
  Charge(AtomicLong all, long limit, int most) {
    this.all = all;
    this.limit = limit;
    this.most = most;
  }

  int most() {
    return most;
  }

  /** Takes more; false if there is no room, and nothing is taken. */
  boolean growTo(int newBytes) {
    long more = Math.max(0, newBytes - bytes);
    if (all.addAndGet(more) > limit) {
      all.addAndGet(-more);
      return false;
    }
    bytes += more;
    return true;
  }

  void release() {
    all.addAndGet(-bytes);
    bytes = 0;
  }
}
