package dev.ringo.replica;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.Frame;
import dev.ringo.journal.EntryFile;
import dev.ringo.replication.Batch;
import java.io.UncheckedIOException;

/** Entries in the file of a journal, where it wrote them. */
final class FileEntries implements EntryStore {

  private final EntryFile file;

  FileEntries(EntryFile file) {
    this.file = file;
  }

  @Override
  public long add(Batch batch, long written) {
    return written;
  }

  @Override
  public Reader reader(int ahead) {
    return new Window(Math.max(Frame.OVERHEAD, ahead));
  }

  @Override
  public void close() {
    file.close();
  }

  /** Some bytes of the file, which the next entries may be in too. */
  private final class Window implements Reader {
    private final int ahead;
    private byte[] bytes = {};
    private long from;

    Window(int ahead) {
      this.ahead = ahead;
    }

    @Override
    public EntryScan at(long place) {
      long end = place;
      boolean ends = false;
      while (!ends) {
        load(place, end, Frame.OVERHEAD);
        long length = Frame.lengthAt(bytes, (int) (end - from));
        if (length < 0 || length > Integer.MAX_VALUE / 2) {
          throw new DamagedEntryException(end, "no intact head");
        }
        load(place, end, (int) length);
        ends = Frame.at(bytes, (int) (end - from)).endsEntry();
        end += length;
      }
      return new EntryScan(bytes, (int) (place - from));
    }

    /** Has the bytes from {@code keep} to {@code length} after {@code place}. */
    private void load(long keep, long place, int length) {
      if (keep >= from && place + length <= from + bytes.length) {
        return;
      }
      int wanted = (int) Math.max(ahead, place + length - keep);
      try {
        bytes = file.read(keep, wanted);
      } catch (UncheckedIOException e) {
        throw new DamagedEntryException(place, e.getMessage());
      }
      from = keep;
      if (place + length > from + bytes.length) {
        throw new DamagedEntryException(place, "cut off");
      }
    }
  }
}
