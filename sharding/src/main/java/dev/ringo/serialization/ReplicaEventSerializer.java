package dev.ringo.serialization;

import akka.actor.ExtendedActorSystem;
import akka.serialization.SerializerWithStringManifest;
import dev.ringo.journal.EntrySerializer;
import dev.ringo.replica.PersistedEvent;
import dev.ringo.replica.ReplicaSnapshot;
import dev.ringo.replication.Batch;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.ReplicaLog.Appended;
import dev.ringo.replication.ReplicaLog.Claimed;
import dev.ringo.replication.ReplicaLog.Closed;
import dev.ringo.replication.ReplicaLog.Event;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes the events and snapshots of replicas for a journal on disk, which keeps their entries as
 * they are. Laid down in {@code docs/disk-format.md}.
 */
public final class ReplicaEventSerializer extends SerializerWithStringManifest
    implements EntrySerializer {

  private static final String CLAIMED = "claimed";
  private static final String APPENDED = "appended";
  private static final String CLOSED = "closed";
  private static final String SEALED = "sealed";

  private final int identifier;

  public ReplicaEventSerializer(ExtendedActorSystem system) {
    this.identifier =
        system
            .settings()
            .config()
            .getInt(
                "akka.actor.serialization-identifiers.\""
                    + ReplicaEventSerializer.class.getName()
                    + "\"");
  }

  @Override
  public int identifier() {
    return identifier;
  }

  @Override
  public String manifest(Object persisted) {
    if (persisted instanceof ReplicaSnapshot) {
      return SEALED;
    }
    Event event = ((PersistedEvent) persisted).event();
    if (event instanceof Closed) {
      return CLOSED;
    }
    return event instanceof Claimed ? CLAIMED : APPENDED;
  }

  @Override
  public Parts split(Object persisted) {
    Event event = ((PersistedEvent) persisted).event();
    List<byte[]> entries =
        event instanceof Appended appended
            ? appended.batches().stream().map(Batch::bytes).toList()
            : List.of();
    return new Parts(entries, WireWriter.written(out -> write(out, event)));
  }

  private static void write(WireWriter out, Event event) {
    if (event instanceof Claimed claimed) {
      out.replica(claimed.copy());
      out.epoch(claimed.epoch());
      out.chunkInfo(claimed.info());
      out.copies(claimed.copies());
    } else if (event instanceof Appended appended) {
      out.int64(appended.keep());
      out.list(appended.batches(), ReplicaEventSerializer::writeHead);
    } else if (event instanceof Closed closed) {
      DataForms.write(out, closed.end());
    }
  }

  private static void writeHead(WireWriter out, Batch batch) {
    out.epoch(batch.epoch());
    out.int64(batch.first());
    out.int32(batch.count());
    out.constant(batch.kind());
    out.int32(batch.bytes().length);
  }

  @Override
  public Object join(StoredEntries entries, byte[] rest, String manifest) {
    PersistedEvent persisted = new PersistedEvent(read(manifest, rest, entries.bytes()));
    persisted.placedAt(entries.place());
    if (entries.damaged()) {
      persisted.foundDamaged();
    }
    return persisted;
  }

  /** The event of these parts. */
  public static Event read(String manifest, byte[] rest, byte[] entries) {
    WireReader in = WireReader.of(rest);
    return switch (manifest) {
      case CLAIMED -> new Claimed(in.replica(), in.epoch(), in.chunkInfo(), in.copies());
      case CLOSED -> new Closed(DataForms.readEnd(in));
      default -> readAppended(in, entries);
    };
  }

  private static Appended readAppended(WireReader in, byte[] entries) {
    long keep = in.int64();
    ByteBuffer left = ByteBuffer.wrap(entries);
    return new Appended(keep, in.list(head -> readBatch(head, left)));
  }

  private static Batch readBatch(WireReader in, ByteBuffer entries) {
    Epoch epoch = in.epoch();
    long first = in.int64();
    int count = in.int32();
    Batch.Kind kind = in.constant(Batch.Kind.class);
    byte[] bytes = new byte[in.int32()];
    entries.get(bytes);
    return new Batch(epoch, first, count, kind, bytes);
  }

  /** For whoever persists or sends such an event in one piece. */
  @Override
  public byte[] toBinary(Object persisted) {
    if (persisted instanceof ReplicaSnapshot snapshot) {
      return WireWriter.written(out -> DataForms.write(out, snapshot));
    }
    Parts parts = split(persisted);
    return WireWriter.written(
        out -> {
          out.bytes(parts.rest());
          parts.entries().forEach(out::raw);
        });
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    WireReader in = WireReader.of(bytes);
    if (manifest.equals(SEALED)) {
      return DataForms.readSnapshot(in);
    }
    byte[] rest = in.bytes();
    return join(new StoredEntries(0, in.raw(), false), rest, manifest);
  }
}
