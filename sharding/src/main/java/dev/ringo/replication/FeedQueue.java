package dev.ringo.replication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Batches that a copy has not been sent yet, in log order, perhaps with gaps. One thread at a time.
 */
final class FeedQueue {

  private final Deque<Batch> queue = new ArrayDeque<>();
  private long bytes;

  void add(Batch batch) {
    queue.addLast(batch);
    bytes += batch.bytes().length;
  }

  /** Puts batches back that were taken. */
  void putBack(List<Batch> batches) {
    for (int i = batches.size() - 1; i >= 0; i--) {
      queue.addFirst(batches.get(i));
      bytes += batches.get(i).bytes().length;
    }
  }

  /** Drops entries up to an index from the front until no more than some bytes are left. */
  void shorten(long maxBytes, long upTo) {
    while (bytes > maxBytes && queue.getFirst().last() <= upTo) {
      removeFirst();
    }
  }

  /**
   * Takes entries that follow each other from an index on, those before it are dropped.
   *
   * @return batches of about {@code maxBytes} in all, joined where they can be; none if the entry
   *     at the index is not here
   */
  List<Batch> take(long from, long maxBytes) {
    while (!queue.isEmpty() && queue.getFirst().last() < from) {
      removeFirst();
    }
    List<Batch> taken = new ArrayList<>();
    List<Batch> joining = new ArrayList<>();
    long next = from;
    long takenBytes = 0;
    while (!queue.isEmpty()
        && queue.getFirst().first() <= next
        && (takenBytes == 0 || takenBytes + queue.getFirst().bytes().length <= maxBytes)) {
      Batch batch = removeFirst();
      if (batch.last() < next) {
        // Was fetched before it came back to the queue.
        continue;
      }
      batch = batch.from(Math.max(batch.first(), next));
      next = batch.last() + 1;
      takenBytes += batch.bytes().length;
      if (!joining.isEmpty() && !joining.get(joining.size() - 1).joins(batch)) {
        taken.add(Batch.join(joining));
        joining.clear();
      }
      joining.add(batch);
    }
    if (!joining.isEmpty()) {
      taken.add(Batch.join(joining));
    }
    return taken;
  }

  private Batch removeFirst() {
    Batch batch = queue.removeFirst();
    bytes -= batch.bytes().length;
    return batch;
  }
}
