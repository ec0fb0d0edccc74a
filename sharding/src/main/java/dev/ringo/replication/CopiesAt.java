package dev.ringo.replication;

/**
 * A list of copies and the log entry that set it. The first list of a chunk has index 0 and the
 * epoch of its creator.
 *
 * @param forced index of the last barrier that came into force without a majority of the list
 *     before it, 0 if there was none: a copy that was given up then may hold entries beyond this
 *     log's that were acknowledged
 */
public record CopiesAt(LogPosition position, Copies copies, long forced)
    implements Comparable<CopiesAt> {

  /** The first list of a chunk. */
  public static CopiesAt first(Epoch creation, Copies copies) {
    return new CopiesAt(new LogPosition(creation, 0), copies, 0);
  }

  /** The list that takes effect later is the higher one. */
  @Override
  public int compareTo(CopiesAt other) {
    return position.compareTo(other.position);
  }
}
