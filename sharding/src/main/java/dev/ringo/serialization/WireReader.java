package dev.ringo.serialization;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.LogPosition;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.NodeName;
import dev.ringo.ring.RingPosition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what a {@link WireWriter} wrote. */
final class WireReader {

  private final ByteBuffer buffer;
  private final ActorRefResolver resolver;

  WireReader(ByteBuffer buffer, ActorRefResolver resolver) {
    this.buffer = buffer;
    this.resolver = resolver;
  }

  /** Reads what has no references to actors. */
  static WireReader of(byte[] bytes) {
    return new WireReader(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), null);
  }

  int int8() {
    return buffer.get();
  }

  int int32() {
    return buffer.getInt();
  }

  long int64() {
    return buffer.getLong();
  }

  @SuppressWarnings("EnumOrdinal")
  <E extends Enum<E>> E constant(Class<E> type) {
    return type.getEnumConstants()[int8()];
  }

  byte[] bytes() {
    byte[] bytes = new byte[length()];
    buffer.get(bytes);
    return bytes;
  }

  /**
   * A length or a number of items: of what has at least one byte, so it is bounded by what is left.
   */
  private int length() {
    int length = buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw new IllegalArgumentException(
          "a message says " + length + " where " + buffer.remaining() + " bytes are left");
    }
    return length;
  }

  /** What is left. */
  byte[] raw() {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  <T> List<T> list(Function<WireReader, T> item) {
    int size = length();
    List<T> items = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      items.add(item.apply(this));
    }
    return items;
  }

  <T> Optional<T> optional(Function<WireReader, T> form) {
    return int8() == 1 ? Optional.of(form.apply(this)) : Optional.empty();
  }

  <T> ActorRef<T> ref() {
    return resolver.resolveActorRef(text());
  }

  private RingPosition position() {
    return new RingPosition(int64(), int64());
  }

  ChunkId chunk() {
    return new ChunkId(position());
  }

  NodeId nodeId() {
    return new NodeId(position());
  }

  NodeName node() {
    return new NodeName(nodeId(), text());
  }

  ReplicaId replica() {
    return new ReplicaId(new NodeId(position()), int64(), int64());
  }

  Epoch epoch() {
    return new Epoch(int64(), int64());
  }

  LogPosition logPosition() {
    return new LogPosition(epoch(), int64());
  }

  EpochRuns runs() {
    long last = int64();
    return new EpochRuns(list(in -> new EpochRuns.Run(in.int64(), in.epoch())), last);
  }

  CopiesAt copies() {
    return new CopiesAt(logPosition(), new Copies(list(WireReader::replica)), int64());
  }

  ChunkInfo chunkInfo() {
    return new ChunkInfo(
        DomainName.of(bytes()), int64(), int32(), int8() == 1, int8() == 1, int64());
  }

  Batch batch() {
    return new Batch(epoch(), int64(), int32(), constant(Batch.Kind.class), bytes());
  }
}
