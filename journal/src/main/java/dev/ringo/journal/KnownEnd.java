package dev.ringo.journal;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Where a data file ended once, in the file {@code end} beside it: a start need not read what is
 * before. Derived; without it all is read.
 *
 * @param id of the data file
 * @param place where the next event went
 * @param highest sequence number that had been given
 * @param deletedTo the last sequence number that was deleted
 */
record KnownEnd(long id, long place, long highest, long deletedTo) {

  static final String NAME = "end";

  void write(Path directory) throws IOException {
    byte[] value =
        new FieldWriter().number(id).number(place).number(highest).number(deletedTo).written();
    byte[] frame = Frame.encode(new EntryId(0), Frame.SKIP | Frame.END, new byte[0], value);
    Disk.replace(directory.resolve(NAME), frame);
  }

  /** What a directory has, if it speaks of this very data file and that is as long. */
  static Optional<KnownEnd> read(Path directory, long id, long size) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FrameReader frames = new FrameReader(channel, 0, channel.size());
      if (!frames.next() || !frames.frame().has(Frame.END) || !frames.frame().isIntact()) {
        return Optional.empty();
      }
      FieldReader in = new FieldReader(frames.frame().value());
      KnownEnd end = new KnownEnd(in.number64(), in.number64(), in.number64(), in.number64());
      return Optional.of(end).filter(known -> known.id() == id && known.place() <= size);
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }
}
