package dev.ringo.replication;

/**
 * How far an owner has come with taking over what a copy has and its own log lacks: the copy was
 * given up by a forced recovery and came back. Entries that are not known are appended again; when
 * they are committed, the copy may be dropped. One thread at a time.
 */
public final class HandIn {

  private final long last;
  private long next;

  /** The last index in the owner's log that the copy's entries are at. */
  private long storedUpTo;

  /**
   * A copy's entries between two indexes of its log, both included.
   *
   * @param from the first index that its log and the owner's do not share
   */
  public HandIn(long from, long last) {
    this.next = from;
    this.last = last;
  }

  /** The index in the copy's log to go on from. */
  public long next() {
    return next;
  }

  public long last() {
    return last;
  }

  /**
   * The entries up to an index of the copy's log are in the owner's, the last one at {@code at}.
   */
  public void taken(long through, long at) {
    next = Math.max(next, through + 1);
    storedUpTo = Math.max(storedUpTo, at);
  }

  public boolean isDone(long committed) {
    return next > last && storedUpTo <= committed;
  }
}
