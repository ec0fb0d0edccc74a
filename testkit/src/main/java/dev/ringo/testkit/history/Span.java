package dev.ringo.testkit.history;

import java.util.Locale;

/**
 * When an operation was under way. It took effect, if it did, between the two times.
 *
 * @param invoked in nanoseconds since the history began
 * @param returned the same; {@link #NEVER} if it may take effect at any time later
 */
public record Span(long invoked, long returned) {

  public static final long NEVER = Long.MAX_VALUE;

  private static final double SECOND = 1e9;

  public Span {
    if (returned < invoked) {
      throw new IllegalArgumentException("it ends at " + returned + ", before " + invoked);
    }
  }

  /** Had this operation ended for certain when the other one began? */
  public boolean isBefore(Span other) {
    return returned < other.invoked;
  }

  /** For instance {@code 1.204 s to 1.219 s}. */
  @Override
  public String toString() {
    return returned == NEVER
        ? String.format(Locale.ROOT, "from %.4f s on", invoked / SECOND)
        : String.format(Locale.ROOT, "%.4f s to %.4f s", invoked / SECOND, returned / SECOND);
  }
}
