package dev.ringo.replica;

import dev.ringo.replication.Batch;
import dev.ringo.replication.ReplicaLog;
import dev.ringo.replication.ReplicaLog.Appended;
import dev.ringo.replication.ReplicaLog.Claimed;
import dev.ringo.replication.ReplicaLog.Event;

/**
 * A replica's promises and the shape of its log, and the entries themselves. One thread at a time.
 *
 * <pre>
 *   persisted:  event ──> apply ──> journal ──> stored
 *   replayed:   event ──> apply ──> stored
 * </pre>
 */
final class ReplicaState {

  private ReplicaLog log = new ReplicaLog();
  private final StorageLimit limit;
  private final EntryStore store;
  private StoredLog entries;
  private long stored;
  private boolean replaying = true;
  private boolean hasSnapshot;

  ReplicaState(StorageLimit limit, EntryStore store) {
    this.limit = limit;
    this.store = store;
    entries = new StoredLog(store, true);
  }

  /** A sealed chunk's, to which the events after the snapshot are to be applied. */
  static ReplicaState of(
      ReplicaSnapshot snapshot, IndexFile index, StorageLimit limit, EntryStore store) {
    ReplicaState state = new ReplicaState(limit, store);
    state.hasSnapshot = true;
    state.log.apply(snapshot.log());
    state.entries = StoredLog.sealed(store, index, snapshot, new Damage());
    return state;
  }

  ReplicaSnapshot snapshot() {
    return entries.snapshot(log.snapshot());
  }

  StoredLog entries() {
    return entries;
  }

  /** The index of the entries up to the seal is in a file now, and not in memory any more. */
  void sealed(IndexFile index) {
    entries = StoredLog.sealed(store, index, snapshot(), entries.damage());
    release();
  }

  ReplicaLog log() {
    return log;
  }

  void apply(PersistedEvent persisted) {
    log.apply(persisted.event());
    if (replaying) {
      stored(persisted);
    }
  }

  /** All events are going to be read again, into this very state. */
  void restart() {
    release();
    log = new ReplicaLog();
    entries = new StoredLog(store, true);
    replaying = true;
    hasSnapshot = false;
  }

  /** Is it time for the one snapshot that a closed chunk's copy gets? */
  boolean takesSnapshot() {
    boolean takes = log.isClosed() && !hasSnapshot;
    hasSnapshot |= takes;
    return takes;
  }

  void replayed() {
    replaying = false;
  }

  /** The event is in the journal: its entries can be found from now on. */
  void stored(PersistedEvent persisted) {
    Event event = persisted.event();
    if (event instanceof Claimed claimed && entries.last() == 0) {
      entries = new StoredLog(store, !claimed.info().noindex());
    } else if (event instanceof Appended appended) {
      if (appended.keep() < entries.last()) {
        entries = entries.upTo(appended.keep());
      }
      long place = persisted.place();
      for (Batch batch : appended.batches()) {
        entries.add(batch, place);
        place += batch.bytes().length;
        if (persisted.isDamaged()) {
          entries.check(batch.first(), batch.last());
        }
      }
      // A journal forgets nothing before the copy is dropped, so what is cut stays counted.
      long size = limit.sizeOf(appended.batches());
      stored += size;
      limit.add(size);
    }
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
        log.end().isSealed(),
        log.isClosed(),
        entries);
  }
}
