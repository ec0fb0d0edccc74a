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
      // An in-memory journal never forgets, so what is cut later stays counted.
      limit.add(StorageLimit.sizeOf(appended.batches()));
    }
    log.apply(event);
  }

  PublishedCopy published() {
    return new PublishedCopy(
        log.info(), log.copies(), log.promised(), log.log(), log.committed(), entries);
  }
}
