package dev.ringo.testkit.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The longest time for which a domain's writers got no acknowledgement, by the last fault before
 * its end. Safe for use by many threads.
 */
final class AckGaps {

  private static final String NO_FAULT = "no fault";

  private final LongSupplier nanoTime;
  private final Map<String, Long> lastOfDomain = new HashMap<>();
  private final Map<String, Long> longest = new LinkedHashMap<>();
  private String fault = NO_FAULT;

  AckGaps(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The load begins: nobody has waited yet. */
  synchronized void begin(Iterable<String> domains) {
    domains.forEach(domain -> lastOfDomain.put(domain, nanoTime.getAsLong()));
  }

  synchronized void acknowledged(String domain) {
    long now = nanoTime.getAsLong();
    Long last = lastOfDomain.put(domain, now);
    if (last != null) {
      longest.merge(fault, now - last, Math::max);
    }
  }

  /** A fault begins. What was waited for until now counts for the one before. */
  synchronized void fault(String kind) {
    lastOfDomain
        .values()
        .forEach(last -> longest.merge(fault, nanoTime.getAsLong() - last, Math::max));
    fault = kind;
  }

  /** The load ends: who waits still has waited until now. */
  synchronized void end() {
    fault(NO_FAULT);
  }

  synchronized Map<String, Duration> longest() {
    Map<String, Duration> durations = new LinkedHashMap<>();
    longest.forEach((kind, nanos) -> durations.put(kind, Duration.ofNanos(nanos)));
    return durations;
  }
}
