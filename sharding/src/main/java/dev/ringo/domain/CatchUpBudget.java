package dev.ringo.domain;

/**
 * Bytes per second that the owners on a node may have brought to copies that are behind: a bucket
 * that fills at this rate and holds what may flow in a second. Safe for use by many threads.
 */
final class CatchUpBudget {

  private final double bytesPerSecond;
  private double left;
  private long filledNanos = System.nanoTime();

  CatchUpBudget(long bytesPerSecond) {
    this.bytesPerSecond = (double) bytesPerSecond;
    this.left = this.bytesPerSecond;
  }

  /** Takes so many bytes; false if there are none left at the moment. May go into debt once. */
  synchronized boolean take(long bytes) {
    long now = System.nanoTime();
    fill((now - filledNanos) / 1e9 * bytesPerSecond);
    filledNanos = now;
    if (left <= 0) {
      return false;
    }
    left -= bytes;
    return true;
  }

  /** So many of the bytes that were taken were not needed; below 0, so many more were. */
  synchronized void giveBack(long bytes) {
    fill((double) bytes);
  }

  private void fill(double bytes) {
    left = Math.min(bytesPerSecond, left + bytes);
  }
}
