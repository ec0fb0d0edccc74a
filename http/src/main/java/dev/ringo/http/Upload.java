package dev.ringo.http;

import dev.ringo.value.SpooledValue;

/** What became of the body of a request. */
sealed interface Upload {

  /**
   * It came whole. Its bytes are charged to the budget of uploads until {@link Uploads#release}.
   */
  final class Received implements Upload {
    private final byte[] bytes;

    Received(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /**
   * It came whole, and is in a file. {@link LargeBody#CHARGE} is charged to the budget of uploads
   * until {@link Uploads#release}.
   */
  record Spooled(SpooledValue value) implements Upload {}

  /** It did not, and nothing is charged. */
  enum Rejected implements Upload {
    TOO_LARGE,
    NO_ROOM,
    NO_DISK,
    CUT_OFF,
    TOO_SLOW
  }
}
