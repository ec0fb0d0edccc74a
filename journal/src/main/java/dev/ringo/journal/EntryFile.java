package dev.ringo.journal;

import akka.actor.ActorSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The entries of a persistent actor, read by their places, which {@link EntrySerializer} tells. For
 * many threads. Opened at the first read.
 */
public final class EntryFile implements AutoCloseable {

  private final Path data;
  private FileChannel channel;
  private boolean closed;

  private EntryFile(Path data) {
    this.data = data;
  }

  /** The file of a persistent actor of a system whose journal is {@link FileJournal}. */
  public static EntryFile of(ActorSystem system, String persistenceId) {
    return new EntryFile(JournalFiles.get(system).of(persistenceId).path());
  }

  private synchronized FileChannel channel() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (channel == null) {
      channel = FileChannel.open(data, StandardOpenOption.READ);
    }
    return channel;
  }

  /** A file beside this one, for what is derived from it. */
  public Path beside(String name) {
    return data.resolveSibling(name);
  }

  /**
   * Tells this file from one that was in its place before; 0 if there is none, or its beginning is
   * damaged.
   *
   * @throws UncheckedIOException if the disk cannot be read
   */
  public long id() {
    try (FileChannel file = FileChannel.open(data, StandardOpenOption.READ)) {
      return DataFile.idOf(file);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(data + " cannot be read", e);
    }
  }

  /**
   * Some bytes from a place on; fewer, if the file ends before.
   *
   * @throws UncheckedIOException if the disk cannot be read, or this is closed
   */
  public byte[] read(long place, int length) {
    try {
      return Disk.read(channel(), place, length);
    } catch (IOException e) {
      throw new UncheckedIOException(data + " cannot be read", e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
