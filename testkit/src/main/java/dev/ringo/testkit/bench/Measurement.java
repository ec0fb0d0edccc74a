package dev.ringo.testkit.bench;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What a load sees while it is measured. Many threads write to it.
 *
 * <pre>
 * warm-up (nothing counts) -> measured -> over (nothing counts, and the load ends)
 * </pre>
 */
final class Measurement {

  private static final int DIGITS = 3;
  private static final double MICROS = 1e3;

  private final Histogram nanos = new ConcurrentHistogram(Duration.ofMinutes(10).toNanos(), DIGITS);
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
  private final long from;
  private final long until;

  Measurement(Duration warmUp, Duration measured) {
    this.from = System.nanoTime() + warmUp.toNanos();
    this.until = from + measured.toNanos();
  }

  boolean isOver() {
    return System.nanoTime() - until >= 0;
  }

  private boolean counts(long now) {
    return now - from >= 0 && now - until < 0;
  }

  /** A request that began then has been answered as it should be. */
  void success(long began) {
    long now = System.nanoTime();
    if (counts(now)) {
      nanos.recordValue(Math.min(now - began, nanos.getHighestTrackableValue()));
    }
  }

  void failure(String kind) {
    if (counts(System.nanoTime())) {
      errors.computeIfAbsent(kind, k -> new LongAdder()).increment();
    }
  }

  long failures() {
    return errors.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** The figures, for people. */
  String report(int valueSize) {
    double seconds = (until - from) / 1e9;
    double rate = nanos.getTotalCount() / seconds;
    StringBuilder text = new StringBuilder();
    text.append(
        String.format("throughput  %,.0f/s, %.1f MB/s of values%n", rate, rate * valueSize / 1e6));
    text.append(
        String.format(
            "latency     p50 %s  p99 %s  p99.9 %s  max %s%n",
            at(50), at(99), at(99.9), millis(nanos.getMaxValue())));
    text.append(String.format("errors      %s%n", failures() == 0 ? "none" : failures()));
    new TreeMap<>(errors)
        .forEach((kind, count) -> text.append(String.format("%,12d  %s%n", count.sum(), kind)));
    return text.toString();
  }

  private String at(double percentile) {
    return millis(nanos.getValueAtPercentile(percentile));
  }

  private static String millis(long nanos) {
    double millis = nanos / MICROS / 1e3;
    return String.format(millis < 0.1 ? "%.4f ms" : "%.2f ms", millis);
  }
}
