package dev.ringo.testkit.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** What a disk takes at most: appends to one file, each with an fsync. */
final class PlainAppends {

  private PlainAppends() {}

  /** Appends as many bytes for each fsync as another run did. */
  static JournalLoad.Result run(Path file, JournalLoad.Result other, Duration time)
      throws IOException {
    int bytes = (int) Math.max(1, other.bytes() / other.fsyncs());
    double entriesInOne = (double) other.entries() / other.fsyncs();
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
    long appends = 0;
    long start = System.nanoTime();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (System.nanoTime() - start < time.toNanos()) {
        buffer.clear();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(false);
        appends++;
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new JournalLoad.Result(
        (long) (appends * entriesInOne), appends * bytes, appends, seconds);
  }
}
