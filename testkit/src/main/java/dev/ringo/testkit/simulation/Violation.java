package dev.ringo.testkit.simulation;

import java.util.Arrays;

/** A promise of the design was broken. */
final class Violation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private Violation(String message) {
    super(message);
  }

  /**
   * Checks a promise.
   *
   * @param details what a person needs to see why it is broken
   */
  static void unless(boolean kept, String promise, Object... details) {
    if (!kept) {
      throw new Violation(details.length == 0 ? promise : promise + ": " + Arrays.asList(details));
    }
  }
}
