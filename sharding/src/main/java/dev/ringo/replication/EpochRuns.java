package dev.ringo.replication;

import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a log: which epoch wrote which indexes, as runs in rising order. Immutable. Two logs
 * that have an entry of the same epoch at the same index are equal up to there (the log matching
 * property of Raft, Ongaro and Ousterhout 2014), so the shapes alone tell where two logs part.
 *
 * @param runs first index and epoch of each run
 * @param last index of the last entry, 0 if there is none
 */
public record EpochRuns(List<Run> runs, long last) {

  /** The entries from {@code first} up to the next run have this epoch. */
  public record Run(long first, Epoch epoch) {}

  public static final EpochRuns EMPTY = new EpochRuns(List.of(), 0);

  public EpochRuns {
    runs = List.copyOf(runs);
  }

  /** The epoch of the entry at an index between 0 and the last; {@link Epoch#NONE} at 0. */
  public Epoch epochAt(long index) {
    if (index < 0 || index > last) {
      throw new IllegalArgumentException("no entry " + index + " in a log of " + last);
    }
    int run = runAt(index);
    return run < 0 ? Epoch.NONE : runs.get(run).epoch();
  }

  private int runAt(long index) {
    int run = runs.size() - 1;
    while (run >= 0 && runs.get(run).first() > index) {
      run--;
    }
    return run;
  }

  /** Does the log hold this very entry, or is it the origin? */
  public boolean holds(LogPosition position) {
    return position.index() <= last && epochAt(position.index()).equals(position.epoch());
  }

  public LogPosition positionAt(long index) {
    return new LogPosition(epochAt(index), index);
  }

  public LogPosition lastPosition() {
    return positionAt(last);
  }

  /** The log with more entries of one epoch at its end. */
  public EpochRuns plus(Epoch epoch, long count) {
    if (count == 0 || (!runs.isEmpty() && runs.get(runs.size() - 1).epoch().equals(epoch))) {
      return new EpochRuns(runs, last + count);
    }
    List<Run> more = new ArrayList<>(runs);
    more.add(new Run(last + 1, epoch));
    return new EpochRuns(more, last + count);
  }

  /** The log without the entries after an index. */
  public EpochRuns upTo(long index) {
    return index >= last ? this : new EpochRuns(runs.subList(0, runAt(index) + 1), index);
  }

  /** The index of the last entry that both logs have in common, 0 if none. */
  public long commonWith(EpochRuns other) {
    long index = Math.min(last, other.last);
    while (index > 0) {
      int mine = runAt(index);
      int theirs = other.runAt(index);
      if (runs.get(mine).epoch().equals(other.runs.get(theirs).epoch())) {
        return index;
      }
      index = Math.max(runs.get(mine).first(), other.runs.get(theirs).first()) - 1;
    }
    return 0;
  }
}
