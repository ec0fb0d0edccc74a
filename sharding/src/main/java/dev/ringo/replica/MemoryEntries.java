package dev.ringo.replica;

import dev.ringo.entry.EntryScan;
import dev.ringo.replication.Batch;
import java.util.Arrays;

/** Entries in memory, as the batches that they came in. */
final class MemoryEntries implements EntryStore {

  /** Replaced when it grows, so that readers see whole ones. */
  private volatile Batch[] batches = new Batch[16];

  private int count;

  /** The batch's number in the upper half, so that the lower half is a place in its bytes. */
  @Override
  public long add(Batch batch, long written) {
    if (count == batches.length) {
      batches = Arrays.copyOf(batches, 2 * count);
    }
    batches[count] = batch;
    return (long) count++ << 32;
  }

  @Override
  public Reader reader(int ahead) {
    return place -> new EntryScan(batches[(int) (place >>> 32)].bytes(), (int) place);
  }

  @Override
  public void close() {
    // Memory is given back by itself.
  }
}
