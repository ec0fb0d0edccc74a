package dev.ringo.replica;

import akka.actor.Props;
import akka.persistence.AbstractPersistentActor;
import akka.persistence.DeleteMessagesFailure;
import akka.persistence.DeleteMessagesSuccess;
import akka.persistence.DeleteSnapshotsFailure;
import akka.persistence.DeleteSnapshotsSuccess;
import akka.persistence.Recovery;
import akka.persistence.SnapshotSelectionCriteria;
import dev.ringo.journal.EntryFile;
import dev.ringo.journal.FileJournal;
import dev.ringo.journal.FileSnapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/**
 * Deletes what there is of a copy that was dropped, its values too, and stops. The index goes
 * first: without it, no snapshot counts, whatever happens before all is gone.
 */
class CopyEraser extends AbstractPersistentActor {

  /** Akka asks for the journal before a constructor could say which it is. */
  private static final class OnDisk extends CopyEraser {

    private OnDisk(String persistenceId, Runnable eraseValues) {
      super(persistenceId, eraseValues);
    }

    @Override
    public String journalPluginId() {
      return FileJournal.ID;
    }

    @Override
    public String snapshotPluginId() {
      return FileSnapshots.ID;
    }

    @Override
    void erase() throws IOException {
      EntryFile data = EntryFile.of(getContext().getSystem(), persistenceId());
      Files.deleteIfExists(data.beside(IndexFile.NAME));
      deleteSnapshots(SnapshotSelectionCriteria.latest());
    }
  }

  private final String persistenceId;
  private final Runnable eraseValues;

  private CopyEraser(String persistenceId, Runnable eraseValues) {
    this.persistenceId = persistenceId;
    this.eraseValues = eraseValues;
  }

  static Props inMemory(String persistenceId) {
    return Props.create(CopyEraser.class, () -> new CopyEraser(persistenceId, () -> {}));
  }

  /**
   * For a copy on disk.
   *
   * @param eraseValues deletes the values that are in files of their own, once no event names them
   */
  static Props onDisk(String persistenceId, Runnable eraseValues) {
    return Props.create(OnDisk.class, () -> new OnDisk(persistenceId, eraseValues))
        .withDispatcher("ringo.value.dispatcher");
  }

  @Override
  public String persistenceId() {
    return persistenceId;
  }

  @Override
  public String journalPluginId() {
    return MemoryJournal.ID;
  }

  @Override
  public String snapshotPluginId() {
    return MemoryJournal.NO_SNAPSHOTS;
  }

  @Override
  public Recovery recovery() {
    return Recovery.none();
  }

  @Override
  public Receive createReceiveRecover() {
    return receiveBuilder().build();
  }

  @Override
  public void onPersistFailure(Throwable cause, Object event, long sequenceNr) {
    // Nothing is persisted here.
  }

  @Override
  public void preStart() throws Exception {
    super.preStart();
    erase();
  }

  void erase() throws IOException {
    deleteMessages(Long.MAX_VALUE);
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(DeleteSnapshotsSuccess.class, done -> deleteMessages(Long.MAX_VALUE))
        .match(DeleteSnapshotsFailure.class, failure -> failed(failure.cause()))
        .match(DeleteMessagesSuccess.class, done -> erased())
        .match(DeleteMessagesFailure.class, failure -> failed(failure.cause()))
        .build();
  }

  private void erased() {
    try {
      eraseValues.run();
    } catch (UncheckedIOException e) {
      // They are deleted as leftovers later.
      failed(e);
    }
    getContext().stop(getSelf());
  }

  private void failed(Throwable cause) {
    getContext()
        .getSystem()
        .log()
        .warning("the dropped copy {} could not be erased: {}", persistenceId, cause.toString());
    getContext().stop(getSelf());
  }
}
