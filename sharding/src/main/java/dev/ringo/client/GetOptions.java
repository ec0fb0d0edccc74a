package dev.ringo.client;

import java.time.Duration;

/**
 * How a key is read.
 *
 * @param timeout how long the caller waits, retries included
 */
public record GetOptions(Read read, Duration timeout) {

  /** What a read may miss. */
  public enum Read {
    /** Nothing: all that was acknowledged before the get began is in the answer. */
    CONFIRMED,
    /** The nearest copy answers as it is: quicker, may miss the newest entries. */
    ANY
  }

  public static GetOptions within(Duration timeout) {
    return new GetOptions(Read.CONFIRMED, timeout);
  }

  public GetOptions withRead(Read newRead) {
    return new GetOptions(newRead, timeout);
  }
}
