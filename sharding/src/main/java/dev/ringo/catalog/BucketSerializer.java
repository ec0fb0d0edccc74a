package dev.ringo.catalog;

import akka.actor.ExtendedActorSystem;
import akka.serialization.SerializerWithStringManifest;
import dev.ringo.ring.DomainName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Buckets as bytes, 21 and the name for each domain, in the order of names. The replicator compares
 * the digests of these bytes, so equal buckets must have the same.
 */
public final class BucketSerializer extends SerializerWithStringManifest {

  private static final String MANIFEST = "1";
  private static final int KEYCACHE = 1;
  private static final int NOINDEX = 2;

  private final int identifier;

  public BucketSerializer(ExtendedActorSystem system) {
    String path =
        "akka.actor.serialization-identifiers.\"" + BucketSerializer.class.getName() + "\"";
    this.identifier = system.settings().config().getInt(path);
  }

  @Override
  public int identifier() {
    return identifier;
  }

  @Override
  public String manifest(Object bucket) {
    return MANIFEST;
  }

  @Override
  public byte[] toBinary(Object bucket) {
    return encode((Bucket) bucket);
  }

  static byte[] encode(Bucket bucket) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      for (CatalogEntry entry : bucket.entries()) {
        byte[] name = entry.domain().bytes();
        out.writeShort(name.length);
        out.write(name);
        out.writeShort(entry.replicas());
        out.writeByte((entry.keycache() ? KEYCACHE : 0) | (entry.noindex() ? NOINDEX : 0));
        out.writeLong(entry.creation());
        out.writeLong(entry.chunks());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (!manifest.equals(MANIFEST)) {
      throw new NotSerializableException("a bucket of form " + manifest);
    }
    return decode(bytes);
  }

  static Bucket decode(byte[] bytes) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    List<CatalogEntry> entries = new ArrayList<>();
    try {
      while (in.available() > 0) {
        entries.add(entry(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bucket.of(entries);
  }

  private static CatalogEntry entry(DataInputStream in) throws IOException {
    DomainName domain = DomainName.of(in.readNBytes(in.readUnsignedShort()));
    int replicas = in.readUnsignedShort();
    int flags = in.readUnsignedByte();
    return new CatalogEntry(
        domain,
        replicas,
        (flags & KEYCACHE) != 0,
        (flags & NOINDEX) != 0,
        in.readLong(),
        in.readLong());
  }
}
