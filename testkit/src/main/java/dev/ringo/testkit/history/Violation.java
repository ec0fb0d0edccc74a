package dev.ringo.testkit.history;

/**
 * A promise that was not kept.
 *
 * @param what happened to whom and when, in words
 */
public record Violation(Kind kind, String key, String what) {

  /** The promises, by how they are broken. */
  public enum Kind {
    /** An acknowledged put is missing in a later get. */
    LOST,
    /** A value that one get showed is missing in a later one. */
    VANISHED,
    /** One get shows a value twice. */
    DOUBLED,
    /** A put stands behind one that began after its acknowledgement. */
    REORDERED,
    /** Two gets show a key's values in orders that cannot both be right. */
    CONTRADICTION,
    /** A value that nobody put under this key. */
    FROM_NOWHERE,
    /** A value of which only a part is as it was put. */
    BROKEN,
    /** A value whose writer was told that it is not stored and never will be. */
    NOT_STORED_BUT_SHOWN,
    /** No order of a register's operations explains their answers. */
    NOT_LINEARIZABLE
  }

  @Override
  public String toString() {
    return kind + ", key " + Words.quoted(key) + ": " + what;
  }
}
