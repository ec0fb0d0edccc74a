package dev.ringo.replica;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import dev.ringo.journal.EntryFile;
import dev.ringo.journal.FileJournal;
import dev.ringo.ring.NodeId;

/**
 * What a node keeps its copies in; a store that loses its contents is another one afterwards.
 *
 * @param onDisk in the directory of Ringo's journal, else in memory
 */
record NodeStore(NodeId node, long id, boolean onDisk) {

  /** The journal that has the events of its replicas. */
  String journal() {
    return onDisk ? FileJournal.ID : MemoryJournal.ID;
  }

  /** The plugin that has the snapshots of its replicas. */
  String snapshots() {
    return onDisk ? "ringo.store.snapshots" : MemoryJournal.NO_SNAPSHOTS;
  }

  /** Where a replica finds its entries; to be closed by it, if they are in a file. */
  EntryStore entries(ActorSystem<?> system, String persistenceId) {
    return onDisk ? new FileEntries(file(system, persistenceId)) : new MemoryEntries();
  }

  /** The file that a replica's journal keeps its entries in; only on disk. */
  EntryFile file(ActorSystem<?> system, String persistenceId) {
    return EntryFile.of(Adapter.toClassic(system), persistenceId);
  }
}
