package dev.ringo.replication;

import java.util.ArrayDeque;
import java.util.Deque;

/** How much an owner has appended that is not committed yet. One thread at a time. */
final class Uncommitted {

  private final Deque<Batch> batches = new ArrayDeque<>();
  private long bytes;

  void add(Batch batch) {
    batches.addLast(batch);
    bytes += batch.bytes().length;
  }

  void committed(long index) {
    while (!batches.isEmpty() && batches.getFirst().last() <= index) {
      bytes -= batches.removeFirst().bytes().length;
    }
  }

  long bytes() {
    return bytes;
  }
}
