package dev.ringo.testkit.simulation;

/** A promise of the design was broken. */
final class Violation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Violation(String promise) {
    super(promise);
  }

  static void unless(boolean kept, String promise, Object... details) {
    if (!kept) {
      throw new Violation(String.format(promise, details));
    }
  }
}
