package dev.ringo.replication;

/**
 * A list of copies and the log entry that set it. The first list of a chunk has index 0 and the
 * epoch of its creator.
 */
public record CopiesAt(LogPosition position, Copies copies) implements Comparable<CopiesAt> {

  /** The list that takes effect later is the higher one. */
  @Override
  public int compareTo(CopiesAt other) {
    return position.compareTo(other.position);
  }
}
