package dev.ringo.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** The events of a data file that are not deleted, to be copied to another one. */
final class Compaction {

  private record Kept(Trailer trailer, long entriesAt, long end) {}

  private final List<Kept> kept = new ArrayList<>();
  private boolean damaged;

  private Compaction() {}

  static Compaction of(FileChannel file, long end, long deletedTo) throws IOException {
    Compaction compaction = new Compaction();
    for (EventReader events = new EventReader(file, DataFile.FIRST, end); events.next(); ) {
      if (events.event().filter(event -> event.sequenceNumber() > deletedTo).isPresent()) {
        compaction.kept.add(new Kept(events.event().get(), events.entriesAt(), events.end()));
      }
      compaction.damaged |= events.state() != EventReader.State.WHOLE;
    }
    return compaction;
  }

  /** A copy of a damaged file would hide what it has lost. */
  boolean isPossible() {
    return !damaged;
  }

  long bytes() {
    return kept.stream().mapToLong(event -> event.end() - event.entriesAt()).sum();
  }

  /** Copies them behind a deletion of those before, and says where the copy ends. */
  long copy(FileChannel from, FileChannel to, long place, Deletion deletion) throws IOException {
    long end = place + write(to, place, deletion.frame(place));
    for (Kept event : kept) {
      int entryBytes = event.trailer().entryBytes();
      byte[] entries = Disk.read(from, event.entriesAt(), entryBytes);
      Disk.writeAll(to, end, ByteBuffer.wrap(entries));
      end += entryBytes;
      end += write(to, end, event.trailer().frame(end));
    }
    return end;
  }

  private static int write(FileChannel to, long place, byte[] frame) throws IOException {
    Disk.writeAll(to, place, ByteBuffer.wrap(frame));
    return frame.length;
  }
}
