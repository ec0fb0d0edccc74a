package dev.ringo.journal;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Walks over the intact frames of a part of a file, and passes over what is damaged. A frame whose
 * head is intact is passed over as a whole, so that frames in its value are not taken for frames of
 * the file. One thread.
 *
 * <pre>
 *   while (reader.next()) { ... reader.frame() ... reader.start() ... }
 * </pre>
 */
final class FrameReader {

  private static final int WINDOW = 256 * 1024;

  private final FileChannel channel;
  private final long to;

  /** Some bytes of the file, from {@code windowAt} on. */
  private byte[] window = new byte[WINDOW];

  private long windowAt;
  private int windowLength;

  private Frame frame;
  private long start;
  private long end;
  private boolean damaged;

  /** Reads the bytes from {@code from} to {@code to}, the latter not included. */
  FrameReader(FileChannel channel, long from, long to) {
    this.channel = channel;
    this.to = to;
    end = from;
    windowAt = from;
  }

  /** Moves to the next intact frame; false if there are no more. */
  boolean next() throws IOException {
    damaged = false;
    start = end;
    while (to - start >= Frame.OVERHEAD) {
      long length = lengthAt(start);
      if (length > 0 && length <= to - start) {
        load(start, (int) length);
        end = start + length;
        if (isIntact((int) (start - windowAt))) {
          frame = Frame.at(window, (int) (start - windowAt));
          return true;
        }
        damaged = true;
        start = end;
      } else {
        damaged = true;
        start = nextMagic(start + 1);
      }
    }
    damaged |= start < to;
    frame = null;
    return false;
  }

  private boolean isIntact(int offset) {
    try {
      return Frame.at(window, offset).isIntact();
    } catch (DamagedEntryException e) {
      return false;
    }
  }

  private long lengthAt(long place) throws IOException {
    load(place, Frame.OVERHEAD);
    long length = Frame.lengthAt(window, (int) (place - windowAt));
    return length <= Integer.MAX_VALUE - WINDOW ? length : -1;
  }

  /** The next place where a frame may begin, or the end. */
  private long nextMagic(long from) throws IOException {
    long place = from;
    while (to - place >= Frame.OVERHEAD) {
      load(place, Frame.OVERHEAD);
      int last = windowLength - Frame.MAGIC_BYTES;
      for (int i = (int) (place - windowAt); i <= last; i++) {
        if (Frame.hasMagicAt(window, i)) {
          return windowAt + i;
        }
      }
      place = windowAt + last + 1;
    }
    return to;
  }

  /** Has some bytes of the file in the window. */
  private void load(long place, int length) throws IOException {
    if (place >= windowAt && place + length <= windowAt + windowLength) {
      return;
    }
    if (length > window.length) {
      window = new byte[length];
    }
    int wanted = (int) Math.min(window.length, to - place);
    ByteBuffer buffer = ByteBuffer.wrap(window, 0, wanted);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, place + buffer.position()) < 0) {
        throw new EOFException("the file ends at byte " + (place + buffer.position()));
      }
    }
    windowAt = place;
    windowLength = wanted;
  }

  /** The frame; its bytes are good until the next move. */
  Frame frame() {
    return frame;
  }

  /** Where the frame begins. */
  long start() {
    return start;
  }

  /** Where the next frame begins. */
  long end() {
    return end;
  }

  /** Was something passed over on the way to this frame, or to the end? */
  boolean passedDamage() {
    return damaged;
  }
}
