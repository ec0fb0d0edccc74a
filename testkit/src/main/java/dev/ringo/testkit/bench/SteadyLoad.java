package dev.ringo.testkit.bench;

import dev.ringo.testkit.harness.GatewayClient;
import dev.ringo.testkit.history.DomainHistory.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/** Puts and gets at a steady pace in some domains, and how long each took, retries included. */
final class SteadyLoad {

  private static final int THREADS = 8;
  private static final int KEYS = 5;

  private final int domains;
  private final IntFunction<GatewayClient> clients;
  private final Histogram micros = new SynchronizedHistogram(TimeUnit.MINUTES.toMicros(5), 3);
  private final AtomicLong failed = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  SteadyLoad(int domains, IntFunction<GatewayClient> clients) {
    this.domains = domains;
    this.clients = clients;
  }

  /** Begins; {@code rate} puts a second, and as many gets. */
  void start(int rate) {
    long pace = TimeUnit.SECONDS.toNanos(1) * THREADS / (2L * rate);
    for (int i = 0; i < THREADS; i++) {
      String name = "load-" + i;
      boolean puts = i % 2 == 0;
      Thread thread = new Thread(() -> repeat(name, puts, pace), name);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void repeat(String name, boolean puts, long pace) {
    long due = System.nanoTime();
    for (int i = 0; !stopped; i++) {
      int domain = ThreadLocalRandom.current().nextInt(domains);
      String key = "load" + ThreadLocalRandom.current().nextInt(KEYS);
      long began = System.nanoTime();
      boolean done =
          puts
              ? clients.apply(domain).put(key, name + "/" + i) == Outcome.STORED
              : clients.apply(domain).get(key).isPresent();
      micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
      failed.addAndGet(done ? 0 : 1);
      due = Math.max(due + pace, System.nanoTime());
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  /** What there was since the last call. */
  String sinceLast() {
    String text =
        String.format(
            Locale.ROOT,
            "%,d operations, p50 %.1f ms, p99 %.1f ms, longest %.0f ms, %d failed after retries",
            micros.getTotalCount(),
            micros.getValueAtPercentile(50) / 1e3,
            micros.getValueAtPercentile(99) / 1e3,
            micros.getMaxValue() / 1e3,
            failed.get());
    micros.reset();
    return text;
  }

  long failed() {
    return failed.get();
  }

  void stop() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join(TimeUnit.MINUTES.toMillis(3));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
