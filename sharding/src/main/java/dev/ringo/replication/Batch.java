package dev.ringo.replication;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.Frame;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.RingPosition;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Entries that follow each other in a log, all of one epoch, as the bytes of their frames. The
 * bytes are shared, never written to.
 */
public final class Batch {

  /** What a batch carries. All but data are one entry and a batch of its own. */
  public enum Kind {
    DATA,
    /** The first entry of an ownership, with the list of copies. */
    BARRIER,
    COPIES,
    /** No data come after it. */
    SEAL,
    /** The domain's next chunk is there. */
    NEXT;

    boolean listsCopies() {
      return this == BARRIER || this == COPIES;
    }
  }

  private final Epoch epoch;
  private final long first;
  private final int count;
  private final Kind kind;
  private final byte[] bytes;

  public Batch(Epoch epoch, long first, int count, Kind kind, byte[] bytes) {
    this.epoch = epoch;
    this.first = first;
    this.count = count;
    this.kind = kind;
    this.bytes = bytes;
  }

  /** The first entry of an ownership: it states the list of copies that is in force. */
  static Batch barrier(CopiesAt copies) {
    return listing(Kind.BARRIER, Frame.BARRIER, copies);
  }

  static Batch copies(CopiesAt copies) {
    return listing(Kind.COPIES, Frame.COPIES, copies);
  }

  static Batch seal(LogPosition at) {
    return mark(Kind.SEAL, Frame.SEAL, at);
  }

  static Batch next(LogPosition at) {
    return mark(Kind.NEXT, Frame.NEXT, at);
  }

  private static Batch mark(Kind kind, int flag, LogPosition at) {
    byte[] frame = Frame.encode(new EntryId(0), Frame.SKIP | flag, new byte[0], new byte[0]);
    return new Batch(at.epoch(), at.index(), 1, kind, frame);
  }

  private static Batch listing(Kind kind, int flag, CopiesAt copies) {
    List<ReplicaId> members = copies.copies().members();
    ByteBuffer list = ByteBuffer.allocate((1 + members.size() * 4) * Long.BYTES);
    list.putLong(copies.forced());
    for (ReplicaId member : members) {
      list.putLong(member.node().position().high());
      list.putLong(member.node().position().low());
      list.putLong(member.store());
      list.putLong(member.copy());
    }
    byte[] frame = Frame.encode(new EntryId(0), Frame.SKIP | flag, new byte[0], list.array());
    LogPosition at = copies.position();
    return new Batch(at.epoch(), at.index(), 1, kind, frame);
  }

  /** The list of copies that a barrier or a batch of kind {@link Kind#COPIES} carries. */
  CopiesAt copies() {
    ByteBuffer list = ByteBuffer.wrap(Frame.at(bytes, 0).value());
    long forced = list.getLong();
    List<ReplicaId> members = new ArrayList<>();
    while (list.hasRemaining()) {
      NodeId node = new NodeId(new RingPosition(list.getLong(), list.getLong()));
      members.add(new ReplicaId(node, list.getLong(), list.getLong()));
    }
    return new CopiesAt(new LogPosition(epoch, first), new Copies(members), forced);
  }

  public Epoch epoch() {
    return epoch;
  }

  /** Index of the first entry. */
  public long first() {
    return first;
  }

  /** Index of the last entry. */
  public long last() {
    return first + count - 1;
  }

  public int count() {
    return count;
  }

  public Kind kind() {
    return kind;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** The part of this batch from an index on; the index is one of its own. */
  public Batch from(long index) {
    return between(index, last());
  }

  /** The entries between two indexes of this batch, both included. */
  public Batch between(long from, long to) {
    if (from == first && to == last()) {
      return this;
    }
    int start = offsetOf(0, from - first);
    int end = offsetOf(start, to - from + 1);
    return new Batch(
        epoch, from, (int) (to - from + 1), kind, Arrays.copyOfRange(bytes, start, end));
  }

  private int offsetOf(int start, long entries) {
    EntryScan scan = new EntryScan(bytes, start);
    for (long i = 0; i < entries; i++) {
      scan.next();
    }
    return scan.end();
  }

  /** May the other batch, which follows this one, be joined to it? */
  boolean joins(Batch next) {
    return kind == Kind.DATA
        && next.kind == Kind.DATA
        && epoch.equals(next.epoch)
        && last() + 1 == next.first;
  }

  /** One batch of some that follow and join each other. */
  static Batch join(List<Batch> parts) {
    Batch head = parts.get(0);
    if (parts.size() == 1) {
      return head;
    }
    ByteArrayOutputStream joined =
        new ByteArrayOutputStream(parts.stream().mapToInt(part -> part.bytes.length).sum());
    parts.forEach(part -> joined.writeBytes(part.bytes));
    int count = parts.stream().mapToInt(Batch::count).sum();
    return new Batch(head.epoch, head.first, count, head.kind, joined.toByteArray());
  }

  @Override
  public String toString() {
    return kind + " " + first + ".." + last() + "@" + epoch;
  }
}
