package dev.ringo.serialization;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.ringo.domain.DomainEntity.GetKey;
import dev.ringo.domain.DomainEntity.PutBatch;
import dev.ringo.domain.DomainEntity.PutReply;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.CopyReader.ReadReply;
import dev.ringo.replica.CopyReader.ReadStatus;
import dev.ringo.replica.Replica;
import dev.ringo.replication.Protocol.Confirm;
import dev.ringo.replication.Protocol.Confirmed;
import dev.ringo.value.ValueHost;
import java.util.List;
import java.util.Map;
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
                DataForms.write(out, message.reply());
                out.ref(message.replica());
              },
              in -> new Replica.ClaimReply(DataForms.readClaimReply(in), in.ref())),
          new DataCodec<>("a", Replica.Append.class, DataForms::write, DataForms::readAppend),
          new DataCodec<>(
              "A",
              Replica.AppendReply.class,
              DataForms::write,
              in -> new Replica.AppendReply(DataForms.readAppendReply(in))),
          new DataCodec<>(
              "c",
              CopyReader.ConfirmEpoch.class,
              (out, message) -> {
                out.replica(message.replica());
                out.chunk(message.chunk());
                out.epoch(message.confirm().epoch());
                out.int64(message.confirm().round());
                out.ref(message.replyTo());
              },
              in ->
                  new CopyReader.ConfirmEpoch(
                      in.replica(), in.chunk(), new Confirm(in.epoch(), in.int64()), in.ref())),
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
                out.optional(message.replica(), WireWriter::replica);
                out.chunk(message.chunk());
                out.bytes(message.key());
                out.int64(message.from());
                out.int64(message.upTo());
                out.int32(message.maxEntries());
                out.int32(message.maxBytes());
                out.int64(message.chunks());
                out.int64(message.request());
                out.ref(message.replyTo());
              },
              in ->
                  new CopyReader.Read(
                      in.optional(WireReader::replica),
                      in.chunk(),
                      in.bytes(),
                      in.int64(),
                      in.int64(),
                      in.int32(),
                      in.int32(),
                      in.int64(),
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
                out.int64(message.chunks());
              },
              in ->
                  new ReadReply(
                      in.int64(),
                      in.constant(ReadStatus.class),
                      in.list(WireReader::bytes),
                      in.int64(),
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
                out.optional(message.replica(), WireWriter::replica);
                out.chunk(message.chunk());
                out.int64(message.from());
                out.int64(message.allFrom());
                out.int64(message.keysSince());
                out.int64(message.upTo());
                out.ref(message.replyTo());
              },
              in ->
                  new CopyReader.Identify(
                      in.optional(WireReader::replica),
                      in.chunk(),
                      in.int64(),
                      in.int64(),
                      in.int64(),
                      in.int64(),
                      in.ref())),
          new DataCodec<>(
              "I",
              CopyReader.Identified.class,
              (out, message) -> {
                out.chunk(message.chunk());
                out.list(message.identities(), DataForms::write);
                out.int64(message.first());
                out.int64(message.newestBefore());
                out.int64(message.through());
                out.int64(message.bytes());
              },
              in ->
                  new CopyReader.Identified(
                      in.chunk(),
                      in.list(DataForms::readIdentity),
                      in.int64(),
                      in.int64(),
                      in.int64(),
                      in.int64())),
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
          new DataCodec<>("P", PutReply.class, DataForms::write, DataForms::readPutReply),
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
                out.int32(message.maxBytes());
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
                      in.int32(),
                      in.ref())),
          new DataCodec<>(
              "b",
              ValueHost.ReadBlock.class,
              (out, message) -> {
                out.chunk(message.chunk());
                out.text(message.name());
                out.int64(message.from());
                out.int32(message.length());
                out.int64(message.request());
                out.ref(message.replyTo());
              },
              in ->
                  new ValueHost.ReadBlock(
                      in.chunk(), in.text(), in.int64(), in.int32(), in.int64(), in.ref())),
          new DataCodec<>(
              "B",
              ValueHost.BlockRead.class,
              (out, message) -> {
                out.int64(message.request());
                out.bytes(message.bytes());
              },
              in -> new ValueHost.BlockRead(in.int64(), in.bytes())),
          new DataCodec<>(
              "k",
              ValueHost.Check.class,
              (out, message) -> {
                out.chunk(message.chunk());
                DataForms.write(out, message.value());
                out.ref(message.replyTo());
              },
              in -> new ValueHost.Check(in.chunk(), DataForms.readValue(in), in.ref())),
          new DataCodec<>(
              "K",
              ValueHost.Checked.class,
              (out, message) -> {
                out.chunk(message.chunk());
                out.text(message.name());
                out.constant(message.state());
              },
              in ->
                  new ValueHost.Checked(in.chunk(), in.text(), in.constant(ValueHost.State.class))),
          new DataCodec<>("v", ValueHost.Pull.class, DataForms::write, DataForms::readPull),
          new DataCodec<>(
              "V",
              ValueHost.Pulled.class,
              (out, message) -> {
                out.nodeId(message.node());
                out.chunk(message.chunk());
                out.text(message.name());
                out.constant(message.outcome());
              },
              in ->
                  new ValueHost.Pulled(
                      in.nodeId(), in.chunk(), in.text(), in.constant(ValueHost.Outcome.class))));

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
}
