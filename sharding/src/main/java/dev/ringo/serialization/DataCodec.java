package dev.ringo.serialization;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.ringo.domain.DomainEntity.GetKey;
import dev.ringo.domain.DomainEntity.PutBatch;
import dev.ringo.domain.DomainEntity.PutReply;
import dev.ringo.domain.DomainEntity.PutStatus;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.CopyReader.ReadReply;
import dev.ringo.replica.CopyReader.ReadStatus;
import dev.ringo.replica.Replica;
import dev.ringo.replica.StoredLog.Identity;
import dev.ringo.replication.Protocol;
import dev.ringo.replication.Protocol.Accepted;
import dev.ringo.replication.Protocol.AppendRefused;
import dev.ringo.replication.Protocol.ClaimRefused;
import dev.ringo.replication.Protocol.Confirm;
import dev.ringo.replication.Protocol.Confirmed;
import dev.ringo.replication.Protocol.Granted;
import dev.ringo.replication.Protocol.Mismatch;
import dev.ringo.replication.Protocol.NoRoom;
import dev.ringo.replication.ReplicaLog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How one kind of data message is written and read.
 *
 * @param manifest names the kind on the wire
 */
record DataCodec<T>(
    String manifest,
    Class<T> type,
    BiConsumer<WireWriter, T> writer,
    Function<WireReader, T> reader) {

  private static final List<DataCodec<?>> ALL =
      List.of(
          new DataCodec<>(
              "L",
              Replica.ClaimReply.class,
              (out, message) -> {
                write(out, message.reply());
                out.ref(message.replica());
              },
              in -> new Replica.ClaimReply(readClaimReply(in), in.ref())),
          new DataCodec<>("a", Replica.Append.class, DataCodec::write, DataCodec::readAppend),
          new DataCodec<>(
              "A",
              Replica.AppendReply.class,
              DataCodec::write,
              in -> new Replica.AppendReply(readAppendReply(in))),
          new DataCodec<>(
              "c",
              CopyReader.ConfirmEpoch.class,
              (out, message) -> {
                out.chunk(message.chunk());
                out.epoch(message.confirm().epoch());
                out.int64(message.confirm().round());
                out.ref(message.replyTo());
              },
              in ->
                  new CopyReader.ConfirmEpoch(
                      in.chunk(), new Confirm(in.epoch(), in.int64()), in.ref())),
          new DataCodec<>(
              "C",
              CopyReader.EpochConfirmed.class,
              (out, message) -> {
                out.epoch(message.confirmed().promised());
                out.int64(message.confirmed().round());
              },
              in -> new CopyReader.EpochConfirmed(new Confirmed(in.epoch(), in.int64()))),
          new DataCodec<>(
              "r",
              CopyReader.Read.class,
              (out, message) -> {
                out.chunk(message.chunk());
                out.bytes(message.key());
                out.int64(message.from());
                out.int64(message.upTo());
                out.int32(message.maxEntries());
                out.int64(message.request());
                out.ref(message.replyTo());
              },
              in ->
                  new CopyReader.Read(
                      in.chunk(),
                      in.bytes(),
                      in.int64(),
                      in.int64(),
                      in.int32(),
                      in.int64(),
                      in.ref())),
          new DataCodec<>(
              "R",
              ReadReply.class,
              (out, message) -> {
                out.int64(message.request());
                out.constant(message.status());
                out.list(message.frames(), WireWriter::bytes);
                out.int64(message.next());
                out.int64(message.upTo());
              },
              in ->
                  new ReadReply(
                      in.int64(),
                      in.constant(ReadStatus.class),
                      in.list(WireReader::bytes),
                      in.int64(),
                      in.int64())),
          new DataCodec<>(
              "f",
              CopyReader.Fetch.class,
              (out, message) -> {
                out.replica(message.replica());
                out.chunk(message.chunk());
                out.int64(message.from());
                out.int64(message.upTo());
                out.ref(message.replyTo());
              },
              in ->
                  new CopyReader.Fetch(in.replica(), in.chunk(), in.int64(), in.int64(), in.ref())),
          new DataCodec<>(
              "F",
              CopyReader.Fetched.class,
              (out, message) -> out.list(message.batches(), WireWriter::batch),
              in -> new CopyReader.Fetched(in.list(WireReader::batch))),
          new DataCodec<>(
              "i",
              CopyReader.Identify.class,
              (out, message) -> {
                out.replica(message.replica());
                out.chunk(message.chunk());
                out.int64(message.from());
                out.int64(message.upTo());
                out.ref(message.replyTo());
              },
              in ->
                  new CopyReader.Identify(
                      in.replica(), in.chunk(), in.int64(), in.int64(), in.ref())),
          new DataCodec<>(
              "I",
              CopyReader.Identified.class,
              (out, message) -> {
                out.list(message.identities(), DataCodec::write);
                out.int64(message.first());
                out.int64(message.newestBefore());
                out.int64(message.through());
              },
              in ->
                  new CopyReader.Identified(
                      in.list(DataCodec::readIdentity), in.int64(), in.int64(), in.int64())),
          new DataCodec<>(
              "p",
              PutBatch.class,
              (out, message) -> {
                out.int64(message.request());
                out.chunk(message.chunk());
                out.int8(message.all() ? 1 : 0);
                out.bytes(message.entries());
                out.ref(message.replyTo());
              },
              in -> new PutBatch(in.int64(), in.chunk(), in.int8() == 1, in.bytes(), in.ref())),
          new DataCodec<>("P", PutReply.class, DataCodec::write, DataCodec::readPutReply),
          new DataCodec<>(
              "g",
              GetKey.class,
              (out, message) -> {
                out.int64(message.request());
                out.chunk(message.chunk());
                out.bytes(message.key());
                out.int64(message.from());
                out.int64(message.upTo());
                out.int32(message.maxEntries());
                out.ref(message.replyTo());
              },
              in ->
                  new GetKey(
                      in.int64(),
                      in.chunk(),
                      in.bytes(),
                      in.int64(),
                      in.int64(),
                      in.int32(),
                      in.ref())),
          new DataCodec<>(
              "e",
              ReplicaLog.Appended.class,
              (out, event) -> {
                out.int64(event.keep());
                out.list(event.batches(), WireWriter::batch);
              },
              in -> new ReplicaLog.Appended(in.int64(), in.list(WireReader::batch))));

  private static final Map<String, DataCodec<?>> BY_MANIFEST =
      ALL.stream().collect(toUnmodifiableMap(DataCodec::manifest, Function.identity()));

  private static final Map<Class<?>, DataCodec<?>> BY_TYPE =
      ALL.stream().collect(toUnmodifiableMap(DataCodec::type, Function.identity()));

  static DataCodec<?> of(Object message) {
    return found(BY_TYPE.get(message.getClass()), message.getClass().getName());
  }

  static DataCodec<?> of(String manifest) {
    return found(BY_MANIFEST.get(manifest), manifest);
  }

  private static DataCodec<?> found(DataCodec<?> codec, String what) {
    if (codec == null) {
      throw new IllegalArgumentException("not a data message: " + what);
    }
    return codec;
  }

  void write(Object message, WireWriter out) {
    writer.accept(out, type.cast(message));
  }

  T read(WireReader in) {
    return reader.apply(in);
  }

  private static void write(WireWriter out, Protocol.ClaimReply reply) {
    if (reply instanceof Granted granted) {
      out.int8(0);
      out.epoch(granted.epoch());
      out.runs(granted.log());
      out.copies(granted.copies());
      out.int64(granted.committed());
    } else if (reply instanceof ClaimRefused refused) {
      out.int8(1);
      out.epoch(refused.claimed());
      out.epoch(refused.promised());
    }
  }

  private static Protocol.ClaimReply readClaimReply(WireReader in) {
    int kind = in.int8();
    return switch (kind) {
      case 0 -> new Granted(in.epoch(), in.runs(), in.copies(), in.int64());
      case 1 -> new ClaimRefused(in.epoch(), in.epoch());
      default -> throw new IllegalArgumentException("not an answer to a claim: " + kind);
    };
  }

  private static void write(WireWriter out, Replica.Append message) {
    Protocol.Append append = message.append();
    out.epoch(append.epoch());
    out.logPosition(append.previous());
    out.list(append.batches(), WireWriter::batch);
    out.int64(append.committed());
    out.ref(message.replyTo());
  }

  private static Replica.Append readAppend(WireReader in) {
    return new Replica.Append(
        new Protocol.Append(in.epoch(), in.logPosition(), in.list(WireReader::batch), in.int64()),
        in.ref());
  }

  private static void write(WireWriter out, Replica.AppendReply message) {
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

  private static Protocol.AppendReply readAppendReply(WireReader in) {
    int kind = in.int8();
    return switch (kind) {
      case 0 -> new Accepted(in.epoch(), in.int64(), in.int64(), in.int8() == 1);
      case 1 -> new Mismatch(in.epoch(), in.runs());
      case 2 -> new AppendRefused(in.epoch(), in.epoch());
      case 3 -> new NoRoom(in.epoch());
      default -> throw new IllegalArgumentException("not an answer to an append: " + kind);
    };
  }

  private static void write(WireWriter out, Identity identity) {
    out.int64(identity.index());
    out.int64(identity.id().value());
    out.int8(identity.key().isPresent() ? 1 : 0);
    identity
        .key()
        .ifPresent(
            key -> {
              out.int64(key.high());
              out.int64(key.low());
            });
  }

  private static Identity readIdentity(WireReader in) {
    return new Identity(
        in.int64(),
        new EntryId(in.int64()),
        in.int8() == 1
            ? Optional.of(new IdempotencyKey(in.int64(), in.int64()))
            : Optional.empty());
  }

  private static void write(WireWriter out, PutReply message) {
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
  }

  private static PutReply readPutReply(WireReader in) {
    long request = in.int64();
    var owner = in.node();
    PutStatus[] statuses =
        in.list(item -> item.constant(PutStatus.class)).toArray(PutStatus[]::new);
    long[] ids = in.list(WireReader::int64).stream().mapToLong(Long::longValue).toArray();
    return new PutReply(request, owner, statuses, ids, in.int64());
  }
}
