package dev.ringo.testkit.bench;

import dev.ringo.testkit.bench.HttpConnection.Answer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts one entry after the other, again and through the next gateway until each is acknowledged,
 * and keeps the longest time between two acknowledgements.
 */
final class GapWriter implements Runnable {

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private final List<Gateway> gateways;
  private final String path;
  private int gateway;
  private HttpConnection connection;
  private volatile boolean isOver;
  private volatile long lastNanos = System.nanoTime();

  /** Since when a gap counts. */
  private volatile long fromNanos = System.nanoTime();

  private volatile long longestNanos;

  /** Writes to keys below {@code path}, through one of the gateways at first. */
  GapWriter(List<Gateway> gateways, int first, String path) {
    this.gateways = List.copyOf(gateways);
    this.gateway = first;
    this.path = path;
  }

  @Override
  public void run() {
    for (long i = 0; !isOver; i++) {
      put(path + i);
      long now = System.nanoTime();
      longestNanos = Math.max(longestNanos, Math.min(now - lastNanos, now - fromNanos));
      lastNanos = now;
    }
    disconnect();
  }

  private void put(String key) {
    boolean stored = false;
    while (!stored && !isOver) {
      try {
        if (connection == null || connection.ended()) {
          disconnect();
          connection = gateways.get(gateway % gateways.size()).connect();
        }
        Answer answer = connection.post(key, new byte[100]);
        stored = HttpWorker.isOk(answer);
      } catch (IOException e) {
        disconnect();
        gateway++;
      }
      if (!stored) {
        LockSupport.parkNanos(PAUSE);
      }
    }
  }

  private void disconnect() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      // It is given up anyway.
    }
    connection = null;
  }

  /** The last acknowledgement, in {@link System#nanoTime()}; before the first, the start. */
  long lastNanos() {
    return lastNanos;
  }

  /** Begins to measure: what was before does not count. */
  void reset() {
    fromNanos = System.nanoTime();
    longestNanos = 0;
  }

  long longestNanos() {
    return longestNanos;
  }

  void stop() {
    isOver = true;
  }
}
