package dev.ringo.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps a journal's directory to one process, as long as that runs. */
public final class JournalLock implements AutoCloseable {

  private static final String FILE = "lock";

  private final FileChannel channel;

  private JournalLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes a directory; empty if another process, or another part of this one, has it. */
  static Optional<JournalLock> take(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel, false)) {
      return Optional.of(new JournalLock(channel));
    }
    channel.close();
    return Optional.empty();
  }

  /** Is a process using a directory? */
  public static boolean isTaken(Path directory) throws IOException {
    if (!Files.exists(directory.resolve(FILE))) {
      return false;
    }
    // Shared, so that others may ask at the same time.
    try (FileChannel channel = FileChannel.open(directory.resolve(FILE), StandardOpenOption.READ)) {
      return !tryLock(channel, true);
    }
  }

  private static boolean tryLock(FileChannel channel, boolean shared) throws IOException {
    try {
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
