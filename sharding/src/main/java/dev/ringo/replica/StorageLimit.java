package dev.ringo.replica;

import dev.ringo.replication.Batch;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory a node's copies may take. From {@code maxBytes} on the store is full and owners
 * take no more puts; what they had accepted before still finds room, up to an eighth more. Safe for
 * use by many threads.
 */
public final class StorageLimit {

  /** About what an event in the journal in memory takes besides its bytes. */
  private static final int BATCH_OVERHEAD = 400;

  /** What the index, and its owner's knowledge of it, take for an entry. */
  private static final int ENTRY_OVERHEAD = 64;

  private final long maxBytes;
  private final boolean entriesOnDisk;
  private final AtomicLong stored = new AtomicLong();

  /**
   * @param entriesOnDisk does only their index take memory?
   */
  public StorageLimit(long maxBytes, boolean entriesOnDisk) {
    this.maxBytes = maxBytes;
    this.entriesOnDisk = entriesOnDisk;
  }

  /** An estimate of the memory that batches take. */
  long sizeOf(List<Batch> batches) {
    return batches.stream().mapToLong(this::sizeOf).sum();
  }

  private long sizeOf(Batch batch) {
    long index = (long) ENTRY_OVERHEAD * batch.count();
    return entriesOnDisk ? index : index + batch.bytes().length + BATCH_OVERHEAD;
  }

  public long maxBytes() {
    return maxBytes;
  }

  public long stored() {
    return stored.get();
  }

  boolean isFull() {
    return stored.get() >= maxBytes;
  }

  boolean hasRoomFor(long bytes) {
    return stored.get() + bytes <= maxBytes + maxBytes / 8;
  }

  void add(long bytes) {
    stored.addAndGet(bytes);
  }
}
