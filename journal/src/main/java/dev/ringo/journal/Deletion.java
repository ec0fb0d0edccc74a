package dev.ringo.journal;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import java.nio.BufferUnderflowException;
import java.util.Optional;

/**
 * Says that the events up to a sequence number count no more. Laid down in {@code
 * docs/disk-format.md}.
 *
 * @param to the last sequence number that is deleted
 * @param highest the last one that was given, which is never given again
 */
record Deletion(long to, long highest) {

  byte[] frame(long place) {
    byte[] fields = new FieldWriter().number(place).number(to).number(highest).written();
    return Frame.encode(new EntryId(0), Frame.SKIP | Frame.DELETION, new byte[0], fields);
  }

  /** Reads the frame of a deletion; none if it is not one that belongs at this place. */
  static Optional<Deletion> of(Frame frame, long place) {
    if (!frame.has(Frame.DELETION)) {
      return Optional.empty();
    }
    FieldReader in = new FieldReader(frame.value());
    try {
      return in.number64() == place
          ? Optional.of(new Deletion(in.number64(), in.number64()))
          : Optional.empty();
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }
}
