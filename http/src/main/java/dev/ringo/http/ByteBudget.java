package dev.ringo.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of one kind the gateway may hold at once. Any thread may use it. */
final class ByteBudget {

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  ByteBudget(long limit) {
    this.limit = limit;
  }

  /** Takes some bytes if they are there; what was taken has to be given back once. */
  boolean tryTake(long bytes) {
    if (taken.addAndGet(bytes) <= limit) {
      return true;
    }
    giveBack(bytes);
    return false;
  }

  /** Takes bytes that are held already, even past the limit. */
  void take(long bytes) {
    taken.addAndGet(bytes);
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  /**
   * Is there room now? If nothing is taken there is, however much it is: it could never be had
   * otherwise.
   */
  boolean hasRoom(long bytes) {
    long now = taken.get();
    return now == 0 || now + bytes <= limit;
  }

  long taken() {
    return taken.get();
  }

  long limit() {
    return limit;
  }
}
