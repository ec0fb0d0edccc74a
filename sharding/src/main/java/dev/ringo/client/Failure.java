package dev.ringo.client;

/**
 * Why a request did not succeed.
 *
 * @param message says what was wrong and what is right
 */
public record Failure(Reason reason, String message) {

  static final String NO_COPY_ANSWERS =
      "the domain exists, but no node that answers has a copy of it";

  /** The closed set of reasons. */
  public enum Reason {
    /** The domain does not exist: create it first. */
    NO_SUCH_DOMAIN,
    /** A limit on what may be under way is reached: try again a little later. */
    BUSY,
    /** The stores are at their limit for stored bytes: gets go on, puts do not. */
    FULL,
    /** No owner, or no majority of the copies, answered within the caller's deadline. */
    TIMEOUT,
    /** The domain exists, and no node that answers has a copy of it. */
    UNAVAILABLE,
    /** There is no node that could hold data. */
    NO_NODES,
    /** The request itself is wrong, for instance a key that is too long. */
    INVALID
  }
}
