package dev.ringo.replica;

import akka.actor.ActorSystem;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.ExternalValue;
import dev.ringo.journal.FileCheck;
import dev.ringo.journal.FileCheck.Span;
import dev.ringo.journal.Patch;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * One copy being read through: first the frames of its file, then the entries of its log; the
 * values in files of their own are left for others. One thread.
 */
final class CopyScrub {

  /** Damage that is over it is found by the next one. */
  private static final int MAX_SPANS = 1000;

  private final PublishedCopy copy;
  private final long upTo;
  private final LeafHashes leaves = new LeafHashes(this::lookForValues);
  private final Deque<ExternalValue> values = new ArrayDeque<>();
  private final List<Span> damaged = new ArrayList<>();
  private final Deque<ReplicaId> others;
  private long place;
  private boolean isFileRead;

  CopyScrub(PublishedCopy copy) {
    this.copy = copy;
    upTo = copy.log().last();
    others = new ArrayDeque<>(copy.copies().members());
    others.remove(copy.replica());
  }

  ChunkId chunk() {
    return copy.info().id();
  }

  String persistenceId() {
    return Replica.persistenceIdOf(chunk()).id();
  }

  PublishedCopy copy() {
    return copy;
  }

  /** Index of the last entry that is read. */
  long upTo() {
    return upTo;
  }

  LeafHashes leaves() {
    return leaves;
  }

  /** Damaged parts of the file. */
  List<Span> damaged() {
    return damaged;
  }

  /** The other copies that it is not compared with yet. */
  Deque<ReplicaId> others() {
    return others;
  }

  private void lookForValues(Batch batch) {
    for (EntryScan scan = new EntryScan(batch.bytes(), 0); scan.next(); ) {
      if (scan.isExternal()) {
        scan.externalValue().ifPresent(values::add);
      }
    }
  }

  /** Values in files of their own that were found and not taken away yet. */
  Deque<ExternalValue> values() {
    return values;
  }

  boolean isRead() {
    return isFileRead && leaves.next() > upTo;
  }

  /**
   * Reads on.
   *
   * @param now the copy as it is now
   * @param bytes about how many
   * @param patches takes what mends the file
   * @return how many bytes were read
   */
  long read(ActorSystem system, PublishedCopy now, int bytes, Consumer<Patch> patches)
      throws IOException {
    if (isFileRead) {
      return leaves.read(now.entries(), Math.min(upTo, now.log().last()), bytes);
    }
    FileCheck.Part part = FileCheck.part(system, persistenceId(), place, bytes);
    part.patches().forEach(patches);
    part.damaged().stream().limit(MAX_SPANS - damaged.size()).forEach(damaged::add);
    long read = part.next() - place;
    place = part.next();
    isFileRead = part.end();
    return read;
  }

  @Override
  public String toString() {
    return "the copy of " + copy.info().domain() + " chunk " + copy.info().number();
  }
}
