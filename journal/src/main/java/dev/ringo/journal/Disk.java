package dev.ringo.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Steps that leave a file as it was, or as it is to be, whatever happens in between. */
public final class Disk {

  private Disk() {}

  /** Has what was made, renamed or deleted in a directory survive the loss of power. */
  public static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes a file or replaces it, on the disk when this returns. */
  public static void replace(Path file, byte[] contents) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      writeAll(channel, 0, ByteBuffer.wrap(contents));
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory(file.toAbsolutePath().getParent());
  }

  static void writeAll(FileChannel channel, long place, ByteBuffer bytes) throws IOException {
    long from = place - bytes.position();
    while (bytes.hasRemaining()) {
      channel.write(bytes, from + bytes.position());
    }
  }

  /** Reads bytes of a file; fewer, if it ends before. */
  static byte[] read(FileChannel channel, long place, int length) throws IOException {
    byte[] bytes = new byte[(int) Math.max(0, Math.min(length, channel.size() - place))];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, place + buffer.position()) < 0) {
        return Arrays.copyOf(bytes, buffer.position());
      }
    }
    return bytes;
  }
}
