package dev.ringo.journal;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import java.nio.BufferUnderflowException;
import java.util.Optional;

/**
 * What follows the entries of an event and makes it whole: what Akka keeps of an event, and what
 * there is to it besides its entries. Laid down in {@code docs/disk-format.md}.
 *
 * @param sequenceNumber of the event, by which Akka counts the events of one persistent actor
 * @param timestamp milliseconds since 1970
 * @param entryBytes length of the event's entries, which end where the trailer begins
 * @param following events that were written together with this one and come after it: all or none
 * @param writer which start of the persistent actor wrote it
 * @param adapterManifest what an event adapter said of it
 * @param metadata what a plugin for replication keeps with an event
 * @param event what there is besides the entries; all of it, if the event has none
 */
record Trailer(
    long sequenceNumber,
    long timestamp,
    int entryBytes,
    int following,
    String writer,
    String adapterManifest,
    Optional<Serialized> metadata,
    Serialized event) {

  /**
   * The trailer's frame.
   *
   * @param place of the trailer in the file, so that one in a value is not taken for it
   */
  byte[] frame(long place) {
    FieldWriter out = new FieldWriter();
    out.number(place).number(sequenceNumber).number(timestamp).number(entryBytes).number(following);
    out.uuidOrText(writer).text(adapterManifest).number(metadata.isPresent() ? 1 : 0);
    metadata.ifPresent(
        some -> out.number(some.serializer()).text(some.manifest()).bytes(some.bytes()));
    out.number(event.serializer()).text(event.manifest()).rest(event.bytes());
    return Frame.encode(new EntryId(0), Frame.SKIP | Frame.TRAILER, new byte[0], out.written());
  }

  /** Reads the frame of a trailer; none if it is not one that belongs at this place. */
  static Optional<Trailer> of(Frame frame, long place) {
    if (!frame.has(Frame.TRAILER)) {
      return Optional.empty();
    }
    FieldReader in = new FieldReader(frame.value());
    try {
      return in.number64() == place ? Optional.of(read(in)) : Optional.empty();
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static Trailer read(FieldReader in) {
    return new Trailer(
        in.number64(),
        in.number64(),
        in.number32(),
        in.number32(),
        in.uuidOrText(),
        in.text(),
        in.number32() == 1
            ? Optional.of(new Serialized(in.number32(), in.text(), in.bytes()))
            : Optional.empty(),
        new Serialized(in.number32(), in.text(), in.rest()));
  }
}
