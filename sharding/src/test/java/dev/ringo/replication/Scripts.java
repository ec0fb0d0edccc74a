package dev.ringo.replication;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import dev.ringo.replication.Protocol.Append;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.Protocol.Granted;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.RingPosition;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * The cast of the scripted tests: replicas A to E, epochs by number, and entries that are their
 * index.
 */
final class Scripts {

  static final ReplicaId A = replica(1);
  static final ReplicaId B = replica(2);
  static final ReplicaId C = replica(3);
  static final ReplicaId D = replica(4);
  static final ChunkInfo INFO = new ChunkInfo(DomainName.of("d"), 0, 2, false, false, 1);

  private Scripts() {}

  static ReplicaId replica(int number) {
    return new ReplicaId(new NodeId(new RingPosition(number, 0)), 1, 1);
  }

  static Epoch epoch(int number) {
    return new Epoch(number, 7);
  }

  static CopiesAt first(ReplicaId... members) {
    return listed(1, 0, members);
  }

  static CopiesAt listed(int epoch, long index, ReplicaId... members) {
    return new CopiesAt(new LogPosition(epoch(epoch), index), new Copies(List.of(members)), 0);
  }

  static Claim claim(int epoch, CopiesAt copies) {
    return new Claim(A, epoch(epoch), INFO, copies);
  }

  /** Entries with the ids {@code first}, {@code first + 1} and so on. */
  static Batch data(int epoch, long first, int count) {
    return new Batch(epoch(epoch), first, count, Batch.Kind.DATA, frames(first, count));
  }

  static byte[] frames(long first, int count) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (long id = first; id < first + count; id++) {
      frames.writeBytes(Frame.encode(new EntryId(id), 0, new byte[] {1}, new byte[] {2, 3}));
    }
    return frames.toByteArray();
  }

  static Append append(int epoch, LogPosition previous, long committed, Batch... batches) {
    return new Append(epoch(epoch), previous, List.of(batches), committed);
  }

  static LogPosition at(int epoch, long index) {
    return new LogPosition(epoch(epoch), index);
  }

  /** A log in which the n-th number is the epoch of the n-th entry. */
  static EpochRuns log(int... epochs) {
    EpochRuns log = EpochRuns.EMPTY;
    for (int epoch : epochs) {
      log = log.plus(epoch(epoch), 1);
    }
    return log;
  }

  static Granted granted(int epoch, EpochRuns log, CopiesAt copies) {
    return new Granted(epoch(epoch), log, copies, 0, ChunkEnd.NONE);
  }
}
