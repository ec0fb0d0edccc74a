package dev.ringo.serialization;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.LogPosition;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.NodeName;
import dev.ringo.ring.RingPosition;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes the parts of data messages: fixed-size little-endian numbers, and lengths of 32 bits
 * before what varies.
 */
final class WireWriter {

  private static final int FIRST_BYTES = 1024;

  private final ByteBuffer buffer;
  private final ActorRefResolver resolver;

  WireWriter(ByteBuffer buffer, ActorRefResolver resolver) {
    this.buffer = buffer;
    this.resolver = resolver;
  }

  /** What a form writes that has no references to actors. */
  static byte[] written(Consumer<WireWriter> form) {
    return written(form, null);
  }

  static byte[] written(Consumer<WireWriter> form, ActorRefResolver resolver) {
    for (int size = FIRST_BYTES; ; size *= 4) {
      ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
      try {
        form.accept(new WireWriter(buffer, resolver));
        return Arrays.copyOf(buffer.array(), buffer.position());
      } catch (BufferOverflowException e) {
        // The next size.
      }
    }
  }

  void int8(int value) {
    buffer.put((byte) value);
  }

  void int32(int value) {
    buffer.putInt(value);
  }

  void int64(long value) {
    buffer.putLong(value);
  }

  /** An enum constant by its place: on the wire the order of an enum's constants is fixed. */
  @SuppressWarnings("EnumOrdinal")
  void constant(Enum<?> value) {
    int8(value.ordinal());
  }

  void bytes(byte[] bytes) {
    buffer.putInt(bytes.length);
    buffer.put(bytes);
  }

  /** Bytes without their length, the last that is written. */
  void raw(byte[] bytes) {
    buffer.put(bytes);
  }

  void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  <T> void list(List<T> items, BiConsumer<WireWriter, T> item) {
    buffer.putInt(items.size());
    items.forEach(element -> item.accept(this, element));
  }

  <T> void optional(Optional<T> item, BiConsumer<WireWriter, T> form) {
    int8(item.isPresent() ? 1 : 0);
    item.ifPresent(present -> form.accept(this, present));
  }

  void ref(ActorRef<?> ref) {
    text(resolver.toSerializationFormat(ref));
  }

  private void position(RingPosition position) {
    int64(position.high());
    int64(position.low());
  }

  void chunk(ChunkId chunk) {
    position(chunk.position());
  }

  void nodeId(NodeId node) {
    position(node.position());
  }

  void node(NodeName node) {
    nodeId(node.id());
    text(node.host());
  }

  void replica(ReplicaId replica) {
    position(replica.node().position());
    int64(replica.store());
    int64(replica.copy());
  }

  void epoch(Epoch epoch) {
    int64(epoch.number());
    int64(epoch.claimant());
  }

  void logPosition(LogPosition position) {
    epoch(position.epoch());
    int64(position.index());
  }

  void runs(EpochRuns log) {
    int64(log.last());
    list(
        log.runs(),
        (out, run) -> {
          out.int64(run.first());
          out.epoch(run.epoch());
        });
  }

  void copies(CopiesAt copies) {
    logPosition(copies.position());
    list(copies.copies().members(), WireWriter::replica);
    int64(copies.forced());
  }

  void chunkInfo(ChunkInfo info) {
    bytes(info.domain().bytes());
    int64(info.number());
    int32(info.replicas());
    int8(info.keycache() ? 1 : 0);
    int8(info.noindex() ? 1 : 0);
    int64(info.creation());
  }

  void batch(Batch batch) {
    epoch(batch.epoch());
    int64(batch.first());
    int32(batch.count());
    constant(batch.kind());
    bytes(batch.bytes());
  }
}
