package dev.ringo.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Reads the events of one persistent actor from its directory, without the journal that writes it:
 * what is in the file when it is opened. One thread.
 *
 * <pre>
 *   try (EventFile file = EventFile.open(directory)) {
 *     while (file.next()) { ... file.sequenceNumber() ... file.entries() ... }
 *   }
 * </pre>
 */
public final class EventFile implements AutoCloseable {

  private final FileChannel channel;
  private final long length;
  private final EventReader events;
  private boolean isFirstFrameDamaged;
  private long deletedTo;

  private EventFile(FileChannel channel, long length) throws IOException {
    this.channel = channel;
    this.length = length;
    isFirstFrameDamaged = DataFile.idOf(channel) == 0;
    events = new EventReader(channel, DataFile.FIRST, length);
  }

  /** Is there a file of events in a directory? */
  public static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(DataFile.NAME));
  }

  /**
   * Opens the file in a directory.
   *
   * @throws IOException if there is none, or if it has a format that is newer than this code
   */
  public static EventFile open(Path directory) throws IOException {
    Info.read(directory);
    FileChannel channel =
        FileChannel.open(directory.resolve(DataFile.NAME), StandardOpenOption.READ);
    return new EventFile(channel, channel.size());
  }

  /** Tells this file from one that was in its place before; 0 if its beginning is damaged. */
  public long id() throws IOException {
    return DataFile.idOf(channel);
  }

  /** Moves to the next event; false if there are no more. Deletions are passed over. */
  public boolean next() throws IOException {
    while (events.next()) {
      if (events.event().isPresent()) {
        return true;
      }
      deletedTo = Math.max(deletedTo, events.deletion().orElseThrow().to());
    }
    return false;
  }

  /** Events up to this sequence number are deleted, as far as the deletions say that were met. */
  public long deletedTo() {
    return deletedTo;
  }

  private Trailer event() {
    return events.event().orElseThrow();
  }

  public long sequenceNumber() {
    return event().sequenceNumber();
  }

  /** What the serializer said of the event. */
  public String manifest() {
    return event().event().manifest();
  }

  /** What there is to the event besides its entries. */
  public byte[] rest() {
    return event().event().bytes();
  }

  /**
   * The event's entries, as they are found.
   *
   * @throws EOFException if they were cut off since the event was found
   */
  public EntrySerializer.StoredEntries entries() throws IOException {
    byte[] bytes = read(events.entriesAt(), event().entryBytes());
    if (bytes.length < event().entryBytes()) {
      throw new EOFException("event " + sequenceNumber() + " was cut off");
    }
    return new EntrySerializer.StoredEntries(events.entriesAt(), bytes, isDamaged());
  }

  /** Some bytes of the file; fewer, if it ends before. */
  public byte[] read(long place, int bytes) throws IOException {
    return Disk.read(channel, place, bytes);
  }

  /** What is wrong with this event, or with those before it, if anything is. */
  public Optional<String> damage() {
    if (isFirstFrameDamaged) {
      isFirstFrameDamaged = false;
      return Optional.of("the first frame is damaged");
    }
    return switch (events.state()) {
      case WHOLE -> Optional.empty();
      case DAMAGED -> Optional.of("entries of event " + sequenceNumber() + " are damaged");
      case AFTER_LOST -> Optional.of("events before event " + sequenceNumber() + " are lost");
    };
  }

  private boolean isDamaged() {
    return events.state() != EventReader.State.WHOLE;
  }

  /** Where the last event that was found ends. */
  public long end() {
    return events.end();
  }

  /**
   * Bytes after the last event, once there are no more events: one that is just being written, or
   * damage.
   */
  public long unfinished() {
    return length - events.end();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
