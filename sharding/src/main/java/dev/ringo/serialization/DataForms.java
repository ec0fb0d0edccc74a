package dev.ringo.serialization;

import dev.ringo.domain.DomainEntity.PutReply;
import dev.ringo.domain.DomainEntity.PutStatus;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.ExternalValue;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.replica.LogRuns;
import dev.ringo.replica.Replica;
import dev.ringo.replica.ReplicaSnapshot;
import dev.ringo.replica.StoredLog.Identity;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkEnd;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.Protocol;
import dev.ringo.replication.Protocol.Accepted;
import dev.ringo.replication.Protocol.AppendRefused;
import dev.ringo.replication.Protocol.ClaimRefused;
import dev.ringo.replication.Protocol.CopyGone;
import dev.ringo.replication.Protocol.Granted;
import dev.ringo.replication.Protocol.Mismatch;
import dev.ringo.replication.Protocol.NoRoom;
import dev.ringo.replication.ReplicaLog;
import dev.ringo.value.ValueHost;

/** The longer forms of data messages. */
final class DataForms {

  private DataForms() {}

  static void write(WireWriter out, Protocol.ClaimReply reply) {
    if (reply instanceof Granted granted) {
      out.int8(0);
      out.epoch(granted.epoch());
      out.runs(granted.log());
      out.copies(granted.copies());
      out.int64(granted.committed());
      write(out, granted.end());
    } else if (reply instanceof ClaimRefused refused) {
      out.int8(1);
      out.epoch(refused.claimed());
      out.epoch(refused.promised());
    } else if (reply instanceof CopyGone gone) {
      out.int8(2);
      out.epoch(gone.claimed());
    }
  }

  static Protocol.ClaimReply readClaimReply(WireReader in) {
    int kind = in.int8();
    return switch (kind) {
      case 0 -> new Granted(in.epoch(), in.runs(), in.copies(), in.int64(), readEnd(in));
      case 1 -> new ClaimRefused(in.epoch(), in.epoch());
      case 2 -> new CopyGone(in.epoch());
      default -> throw new IllegalArgumentException("not an answer to a claim: " + kind);
    };
  }

  static void write(WireWriter out, Replica.Append message) {
    Protocol.Append append = message.append();
    out.epoch(append.epoch());
    out.logPosition(append.previous());
    out.list(append.batches(), WireWriter::batch);
    out.int64(append.committed());
    out.ref(message.replyTo());
  }

  static Replica.Append readAppend(WireReader in) {
    return new Replica.Append(
        new Protocol.Append(in.epoch(), in.logPosition(), in.list(WireReader::batch), in.int64()),
        in.ref());
  }

  static void write(WireWriter out, Replica.AppendReply message) {
    if (message.reply() instanceof Accepted accepted) {
      out.int8(0);
      out.epoch(accepted.epoch());
      out.int64(accepted.index());
      out.int64(accepted.committed());
      out.int8(accepted.full() ? 1 : 0);
    } else if (message.reply() instanceof Mismatch mismatch) {
      out.int8(1);
      out.epoch(mismatch.epoch());
      out.runs(mismatch.log());
    } else if (message.reply() instanceof AppendRefused refused) {
      out.int8(2);
      out.epoch(refused.asked());
      out.epoch(refused.promised());
    } else if (message.reply() instanceof NoRoom noRoom) {
      out.int8(3);
      out.epoch(noRoom.epoch());
    }
  }

  static Protocol.AppendReply readAppendReply(WireReader in) {
    int kind = in.int8();
    return switch (kind) {
      case 0 -> new Accepted(in.epoch(), in.int64(), in.int64(), in.int8() == 1);
      case 1 -> new Mismatch(in.epoch(), in.runs());
      case 2 -> new AppendRefused(in.epoch(), in.epoch());
      case 3 -> new NoRoom(in.epoch());
      default -> throw new IllegalArgumentException("not an answer to an append: " + kind);
    };
  }

  static void write(WireWriter out, Identity identity) {
    out.int64(identity.index());
    out.int64(identity.id().value());
    out.int32(identity.contentHash());
    out.optional(
        identity.key(),
        (form, key) -> {
          form.int64(key.high());
          form.int64(key.low());
        });
  }

  static Identity readIdentity(WireReader in) {
    return new Identity(
        in.int64(),
        new EntryId(in.int64()),
        in.int32(),
        in.optional(form -> new IdempotencyKey(form.int64(), form.int64())));
  }

  static void write(WireWriter out, ChunkEnd end) {
    out.int64(end.seal());
    out.int64(end.next());
  }

  static ChunkEnd readEnd(WireReader in) {
    return new ChunkEnd(in.int64(), in.int64());
  }

  static void write(WireWriter out, ReplicaSnapshot snapshot) {
    ReplicaLog.Snapshot log = snapshot.log();
    out.replica(log.self());
    out.chunkInfo(log.info());
    out.epoch(log.promised());
    out.runs(log.log());
    out.int64(log.committed());
    write(out, log.end());
    out.int8(log.closed() ? 1 : 0);
    out.list(log.copies(), WireWriter::copies);
    LogRuns runs = snapshot.runs();
    out.int32(runs.firsts().length);
    for (int i = 0; i < runs.firsts().length; i++) {
      out.int64(runs.firsts()[i]);
      out.epoch(runs.epochs()[i]);
      out.constant(runs.kinds()[i]);
    }
    out.int64(snapshot.entries());
    out.int64(snapshot.bytes());
    out.int32(snapshot.placesAfter().length);
    for (long place : snapshot.placesAfter()) {
      out.int64(place);
    }
  }

  static ReplicaSnapshot readSnapshot(WireReader in) {
    ReplicaLog.Snapshot log =
        new ReplicaLog.Snapshot(
            in.replica(),
            in.chunkInfo(),
            in.epoch(),
            in.runs(),
            in.int64(),
            readEnd(in),
            in.int8() == 1,
            in.list(WireReader::copies));
    int count = in.int32();
    LogRuns runs = new LogRuns(new long[count], new Epoch[count], new Batch.Kind[count]);
    for (int i = 0; i < count; i++) {
      runs.firsts()[i] = in.int64();
      runs.epochs()[i] = in.epoch();
      runs.kinds()[i] = in.constant(Batch.Kind.class);
    }
    return new ReplicaSnapshot(
        log,
        runs,
        in.int64(),
        in.int64(),
        in.list(WireReader::int64).stream().mapToLong(Long::longValue).toArray());
  }

  static void write(WireWriter out, PutReply message) {
    out.int64(message.request());
    out.node(message.owner());
    out.int32(message.statuses().length);
    for (PutStatus status : message.statuses()) {
      out.constant(status);
    }
    out.int32(message.ids().length);
    for (long id : message.ids()) {
      out.int64(id);
    }
    out.int64(message.horizonSeconds());
    out.int64(message.chunks());
  }

  static PutReply readPutReply(WireReader in) {
    long request = in.int64();
    var owner = in.node();
    PutStatus[] statuses =
        in.list(item -> item.constant(PutStatus.class)).toArray(PutStatus[]::new);
    long[] ids = in.list(WireReader::int64).stream().mapToLong(Long::longValue).toArray();
    return new PutReply(request, owner, statuses, ids, in.int64(), in.int64());
  }

  static void write(WireWriter out, ExternalValue value) {
    out.bytes(value.link());
    out.bytes(value.description());
  }

  static ExternalValue readValue(WireReader in) {
    return ExternalValue.of(in.bytes(), in.bytes());
  }

  static void write(WireWriter out, ValueHost.Pull message) {
    out.chunk(message.chunk());
    write(out, message.value());
    out.list(message.from(), WireWriter::nodeId);
    out.ref(message.replyTo());
  }

  static ValueHost.Pull readPull(WireReader in) {
    return new ValueHost.Pull(in.chunk(), readValue(in), in.list(WireReader::nodeId), in.ref());
  }
}
