package dev.ringo.testkit.history;

import java.time.Duration;

/**
 * How long a search may go on before it is given up.
 *
 * @param states how many steps it may remember, each about 200 bytes
 */
public record Bound(Duration time, int states) {

  public static final Bound DEFAULT = new Bound(Duration.ofSeconds(30), 2_000_000);
}
