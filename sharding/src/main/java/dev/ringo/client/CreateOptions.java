package dev.ringo.client;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How a domain is created.
 *
 * @param replicas copies besides the first, 0 to {@link #MAX_REPLICAS}; empty takes {@code
 *     ringo.domain.replicas}
 * @param timeout how long the caller waits, retries included
 */
public record CreateOptions(
    OptionalInt replicas, boolean keycache, boolean noindex, Duration timeout) {

  public static final int MAX_REPLICAS = 99;

  public CreateOptions {
    if (replicas.isPresent() && (replicas.getAsInt() < 0 || replicas.getAsInt() > MAX_REPLICAS)) {
      throw new IllegalArgumentException(
          "nrepl is a whole number from 0 to " + MAX_REPLICAS + ", not " + replicas.getAsInt());
    }
  }

  public static CreateOptions within(Duration timeout) {
    return new CreateOptions(OptionalInt.empty(), false, false, timeout);
  }

  public CreateOptions withReplicas(int newReplicas) {
    return new CreateOptions(OptionalInt.of(newReplicas), keycache, noindex, timeout);
  }
}
