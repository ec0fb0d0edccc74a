package dev.ringo.journal;

import dev.ringo.entry.Frame;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * Walks over the events and deletions of a data file. One thread.
 *
 * <pre>
 *   file frame | entries trailer | entries trailer | trailer | deletion | entries trailer | ...
 *              '---- event ------'---- event ------'- event -'          '---- event ------'
 * </pre>
 */
final class EventReader {

  /** What an event or a deletion left behind it, as it was found. */
  enum State {
    WHOLE,

    /** Some of the event's entries are damaged. */
    DAMAGED,

    /** The event is whole or damaged, and there were others before it that are not known. */
    AFTER_LOST
  }

  private final FrameReader frames;
  private Trailer trailer;
  private Deletion deletion;
  private State state;

  /** Where the event or deletion before this one ends. */
  private long before;

  private long end;
  private boolean damaged;

  /**
   * @param from where an event or a deletion begins
   * @param to where the file ends
   */
  EventReader(FileChannel channel, long from, long to) {
    frames = new FrameReader(channel, from, to);
    before = from;
    end = from;
  }

  /** Moves to the next event or deletion; false if there are no more. */
  boolean next() throws IOException {
    before = end;
    damaged = false;
    while (frames.next()) {
      damaged |= frames.passedDamage();
      Frame frame = frames.frame();
      if (isEvent(frame) || isDeletion(frame)) {
        end = frames.end();
        return true;
      }
    }
    damaged |= frames.passedDamage();
    return false;
  }

  private boolean isEvent(Frame frame) {
    Optional<Trailer> found = Trailer.of(frame, frames.start());
    long entriesAt = frames.start() - found.map(Trailer::entryBytes).orElse(0);
    if (found.isEmpty() || entriesAt < before || (entriesAt > before && !damaged)) {
      return false;
    }
    trailer = found.get();
    deletion = null;
    state = entriesAt > before ? State.AFTER_LOST : damaged ? State.DAMAGED : State.WHOLE;
    return true;
  }

  private boolean isDeletion(Frame frame) {
    Optional<Deletion> found = Deletion.of(frame, frames.start());
    if (found.isEmpty() || (frames.start() > before && !damaged)) {
      return false;
    }
    trailer = null;
    deletion = found.get();
    state = frames.start() > before ? State.AFTER_LOST : State.WHOLE;
    return true;
  }

  /** The event's trailer; none if this is a deletion. */
  Optional<Trailer> event() {
    return Optional.ofNullable(trailer);
  }

  Optional<Deletion> deletion() {
    return Optional.ofNullable(deletion);
  }

  State state() {
    return state;
  }

  /** Where the event's entries begin. */
  long entriesAt() {
    return frames.start() - trailer.entryBytes();
  }

  /** Where the next event or deletion begins. */
  long end() {
    return end;
  }
}
