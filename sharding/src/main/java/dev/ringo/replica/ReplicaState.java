package dev.ringo.replica;

import dev.ringo.replication.ReplicaLog;
import dev.ringo.replication.ReplicaLog.Appended;
import dev.ringo.replication.ReplicaLog.Event;

/**
 * A replica's promises and the shape of its log, and the entries themselves. One thread at a time.
 */
final class ReplicaState {

  private final ReplicaLog log = new ReplicaLog();
  private final StorageLimit limit;
  private StoredLog entries = new StoredLog();
  private long stored;

  ReplicaState(StorageLimit limit) {
    this.limit = limit;
  }

  ReplicaLog log() {
    return log;
  }

  void apply(Event event) {
    if (event instanceof Appended appended) {
      if (appended.keep() < log.log().last()) {
        entries = entries.upTo(appended.keep());
      }
      appended.batches().forEach(entries::add);
      // An in-memory journal forgets nothing before the copy is dropped, so what is cut stays
      // counted.
      long size = StorageLimit.sizeOf(appended.batches());
      stored += size;
      limit.add(size);
    }
    log.apply(event);
  }

  /** The copy is about to be dropped, and its events with it, or to be read again. */
  void release() {
    limit.add(-stored);
    stored = 0;
  }

  PublishedCopy published() {
    return new PublishedCopy(
        log.self(),
        log.info(),
        log.copies(),
        log.promised(),
        log.log(),
        log.committed(),
        log.ownersCommitted(),
        entries);
  }
}
