package dev.ringo.replica;

import dev.ringo.replication.Batch;
import dev.ringo.replication.Epoch;
import java.util.Arrays;

/**
 * Which entries of a log have one epoch and one kind, as runs in rising order. Immutable; a log has
 * few of them.
 *
 * @param firsts index of each run's first entry
 */
public record LogRuns(long[] firsts, Epoch[] epochs, Batch.Kind[] kinds) {

  static final LogRuns EMPTY = new LogRuns(new long[0], new Epoch[0], new Batch.Kind[0]);

  LogRuns plus(Batch batch) {
    int count = firsts.length;
    if (count > 0
        && batch.kind() == Batch.Kind.DATA
        && kinds[count - 1] == Batch.Kind.DATA
        && epochs[count - 1].equals(batch.epoch())) {
      return this;
    }
    LogRuns more = upToRun(count + 1);
    more.firsts[count] = batch.first();
    more.epochs[count] = batch.epoch();
    more.kinds[count] = batch.kind();
    return more;
  }

  private LogRuns upToRun(int count) {
    return new LogRuns(
        Arrays.copyOf(firsts, count), Arrays.copyOf(epochs, count), Arrays.copyOf(kinds, count));
  }

  /** The runs of the entries up to an index. */
  LogRuns upTo(long index) {
    return upToRun(index == 0 ? 0 : at(index) + 1);
  }

  /** The run of an entry. */
  int at(long index) {
    int found = Arrays.binarySearch(firsts, index);
    return found >= 0 ? found : -found - 2;
  }

  /** The last index of a run, in a log that ends at {@code last}. */
  long last(int run, long last) {
    return run + 1 < firsts.length ? Math.min(last, firsts[run + 1] - 1) : last;
  }
}
