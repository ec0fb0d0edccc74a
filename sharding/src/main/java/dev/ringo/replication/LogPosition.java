package dev.ringo.replication;

/**
 * An entry's place: the epoch it was first written in and its index, from 1. Ordered as logs are,
 * newer ones higher.
 */
public record LogPosition(Epoch epoch, long index) implements Comparable<LogPosition> {

  /** Before the first entry. */
  public static final LogPosition ORIGIN = new LogPosition(Epoch.NONE, 0);

  @Override
  public int compareTo(LogPosition other) {
    int byEpoch = epoch.compareTo(other.epoch);
    return byEpoch != 0 ? byEpoch : Long.compare(index, other.index);
  }

  @Override
  public String toString() {
    return index + "@" + epoch;
  }
}
