package dev.ringo.journal;

import akka.actor.ActorSystem;
import akka.persistence.PersistentRepr;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import java.io.NotSerializableException;
import java.util.List;
import java.util.Optional;
import scala.jdk.javaapi.OptionConverters;

/** Turns what Akka persists into what is written, and back. */
final class Events {

  private final Serialization serialization;

  Events(ActorSystem system) {
    serialization = SerializationExtension.get(system);
  }

  /**
   * An event as it is written.
   *
   * @param following events of the same write that come after it
   * @throws NotSerializableException if there is no way to
   */
  Committer.Event written(PersistentRepr event, int following) throws NotSerializableException {
    Object payload = event.payload();
    List<byte[]> entries = List.of();
    Serialized rest;
    if (serialization.findSerializerFor(payload) instanceof EntrySerializer splitting) {
      EntrySerializer.Parts parts = splitting.split(payload);
      entries = parts.entries();
      Serializer serializer = (Serializer) splitting;
      rest =
          new Serialized(
              serializer.identifier(), Serializers.manifestFor(serializer, payload), parts.rest());
    } else {
      rest = serialized(payload);
    }
    Optional<Object> metadata = OptionConverters.toJava(event.metadata());
    Trailer trailer =
        new Trailer(
            event.sequenceNr(),
            event.timestamp() == 0 ? System.currentTimeMillis() : event.timestamp(),
            entries.stream().mapToInt(entry -> entry.length).sum(),
            following,
            event.writerUuid(),
            event.manifest(),
            metadata.isPresent() ? Optional.of(serialized(metadata.get())) : Optional.empty(),
            rest);
    return new Committer.Event(
        entries,
        trailer,
        payload instanceof EntrySerializer.Placed placed ? Optional.of(placed) : Optional.empty());
  }

  /** An object as bytes. */
  Serialized serialized(Object object) throws NotSerializableException {
    Serializer serializer = serialization.findSerializerFor(object);
    byte[] bytes = serialization.serialize(object).get();
    return new Serialized(
        serializer.identifier(), Serializers.manifestFor(serializer, object), bytes);
  }

  Object read(Serialized form) {
    return serialization.deserialize(form.bytes(), form.serializer(), form.manifest()).get();
  }

  /** An event as Akka knows it. */
  PersistentRepr read(
      String persistenceId, Trailer trailer, EntrySerializer.StoredEntries entries) {
    Serialized form = trailer.event();
    Object payload =
        serialization.serializerByIdentity().apply(form.serializer())
                instanceof EntrySerializer joining
            ? joining.join(entries, form.bytes(), form.manifest())
            : read(form);
    PersistentRepr event =
        PersistentRepr.apply(
                payload,
                trailer.sequenceNumber(),
                persistenceId,
                trailer.adapterManifest(),
                false,
                akka.actor.ActorRef.noSender(),
                trailer.writer())
            .withTimestamp(trailer.timestamp());
    return trailer.metadata().map(some -> event.withMetadata(read(some))).orElse(event);
  }
}
