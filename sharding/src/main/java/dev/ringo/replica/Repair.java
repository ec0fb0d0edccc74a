package dev.ringo.replica;

import dev.ringo.replication.Batch;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Damaged entries that follow each other in a copy's file, the other copies that can be asked for
 * them, and what was fetched so far. One thread.
 */
final class Repair {
  private final PublishedCopy copy;
  private final long first;
  private final long last;
  private final long place;
  private final long room;
  private final boolean isGap;
  private final List<ReplicaId> sources;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long next;

  private Repair(
      PublishedCopy copy,
      long first,
      long last,
      long place,
      long room,
      boolean isGap,
      List<ReplicaId> sources) {
    this.copy = copy;
    this.first = first;
    this.last = last;
    this.place = place;
    this.room = room;
    this.isGap = isGap;
    this.sources = new ArrayList<>(sources);
    this.next = first;
  }

  static Repair entry(PublishedCopy copy, long index, List<ReplicaId> sources) {
    StoredLog log = copy.entries();
    long place = log.placeOf(index);
    long behind = index < copy.log().last() ? log.placeOf(index + 1) : -1;
    long room = behind < 0 ? Long.MAX_VALUE : behind - place;
    return new Repair(copy, index, index, place, room, false, sources);
  }

  static Repair gap(PublishedCopy copy, Damage.Gap gap, List<ReplicaId> sources) {
    return new Repair(copy, gap.first(), gap.last(), gap.place(), gap.bytes(), true, sources);
  }

  /** Takes entries; false if they are not those that belong here. */
  boolean take(List<Batch> batches) {
    boolean isFirst = true;
    for (Batch batch : batches) {
      if (next > last) {
        break;
      }
      if (batch.first() != next || !copy.log().epochAt(next).equals(batch.epoch())) {
        return false;
      }
      Batch wanted = batch.between(next, Math.min(last, batch.last()));
      bytes.writeBytes(wanted.bytes());
      next = wanted.last() + 1;
      isFirst = false;
    }
    boolean isWholeGap = isGap && next > last;
    boolean fits = isWholeGap ? bytes.size() == room : bytes.size() <= room;
    return !isFirst && fits;
  }

  Optional<ReplicaId> source() {
    return sources.isEmpty() ? Optional.empty() : Optional.of(sources.get(0));
  }

  void sourceFailed() {
    sources.remove(0);
    bytes.reset();
    next = first;
  }

  ChunkId chunk() {
    return copy.info().id();
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  long next() {
    return next;
  }

  long place() {
    return place;
  }

  boolean isGap() {
    return isGap;
  }

  /** Is it known by itself that what was fetched ends where it has to? */
  boolean fitsExactly() {
    return bytes.size() == room;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  @Override
  public String toString() {
    return "the copy of "
        + copy.info().domain()
        + " chunk "
        + copy.info().number()
        + ", "
        + (first == last ? "entry " + first : "entries " + first + " to " + last);
  }
}
