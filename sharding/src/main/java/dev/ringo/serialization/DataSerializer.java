package dev.ringo.serialization;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.ByteBufferSerializer;
import akka.serialization.SerializerWithStringManifest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes data messages straight into the transport's buffer, entries as the bytes they are. {@link
 * DataCodec} has the forms.
 */
public final class DataSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {

  private final ExtendedActorSystem system;
  private final int identifier;

  public DataSerializer(ExtendedActorSystem system) {
    this.system = system;
    this.identifier =
        system
            .settings()
            .config()
            .getInt(
                "akka.actor.serialization-identifiers.\"" + DataSerializer.class.getName() + "\"");
  }

  @Override
  public int identifier() {
    return identifier;
  }

  @Override
  public String manifest(Object message) {
    return DataCodec.of(message).manifest();
  }

  @Override
  public byte[] toBinary(Object message) {
    return WireWriter.written(out -> DataCodec.of(message).write(message, out), resolver());
  }

  @Override
  public void toBinary(Object message, ByteBuffer buffer) {
    ByteBuffer ordered = buffer.order(ByteOrder.LITTLE_ENDIAN);
    DataCodec.of(message).write(message, new WireWriter(ordered, resolver()));
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    return fromBinary(ByteBuffer.wrap(bytes), manifest);
  }

  @Override
  public Object fromBinary(ByteBuffer buffer, String manifest) {
    ByteBuffer ordered = buffer.order(ByteOrder.LITTLE_ENDIAN);
    return DataCodec.of(manifest).read(new WireReader(ordered, resolver()));
  }

  private ActorRefResolver resolver() {
    return ActorRefResolver.get(Adapter.toTyped(system));
  }
}
