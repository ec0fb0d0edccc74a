package dev.ringo.testkit.simulation;

import java.util.Optional;

/**
 * How a simulation ended.
 *
 * @param failure the promise that was broken, if one was
 * @param millis of virtual time
 */
public record SimulationReport(long seed, Optional<String> failure, long millis, Figures figures) {

  /** Shows the same run, step by step. */
  public String command() {
    return "./ringo simulate --seeds 1 --seed " + seed + " --trace";
  }

  @Override
  public String toString() {
    return failure
        .map(what -> "seed " + seed + " broke at " + millis + " ms: " + what + "\n  " + command())
        .orElse("seed " + seed + " held for " + millis + " ms: " + figures);
  }
}
