package dev.ringo.value;

import dev.ringo.entry.ExternalValue;
import dev.ringo.journal.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/** A value that is being pulled, block by block. It goes on from what an earlier pull left. */
final class PartFile implements AutoCloseable {

  /** What was written is brought to the disk so often that the end does not wait for all of it. */
  private static final long FORCE_EVERY = 8 * 1024 * 1024;

  private final ExternalValue value;
  private final Path file;
  private final Path part;
  private final FileChannel channel;
  private final BitSet missing = new BitSet();
  private long unforced;

  private PartFile(ExternalValue value, Path file, Path part, FileChannel channel) {
    this.value = value;
    this.file = file;
    this.part = part;
    this.channel = channel;
    missing.set(0, value.blockCount());
  }

  /**
   * Begins to write, or goes on.
   *
   * @param file that it becomes
   */
  static PartFile open(Path file, ExternalValue value) throws IOException {
    makeDirectoryOf(file);
    Path part = file.resolveSibling(file.getFileName() + ValueFiles.PART);
    FileChannel channel =
        FileChannel.open(
            part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    PartFile opened = new PartFile(value, file, part, channel);
    try {
      opened.lookForBlocks();
      return opened;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Whatever is there is checked: a block that was never written is zeros, or cut off. */
  private void lookForBlocks() throws IOException {
    long size = channel.size();
    for (int block = 0; block < value.blockCount(); block++) {
      long end = value.startOf(block) + value.lengthOf(block);
      if (end <= size) {
        ByteBuffer bytes = ByteBuffer.allocate(value.lengthOf(block));
        while (bytes.hasRemaining()
            && channel.read(bytes, value.startOf(block) + bytes.position()) > 0) {
          // Goes on until all of the block is read.
        }
        missing.set(block, !value.isBlock(block, bytes.array()));
      }
    }
  }

  boolean isWhole() {
    return missing.isEmpty();
  }

  /** The first block that is missing from this one on; -1 if there is none. */
  int nextMissing(int from) {
    return missing.nextSetBit(from);
  }

  boolean isMissing(int block) {
    return missing.get(block);
  }

  /** Writes a block that was checked. */
  void write(int block, byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      channel.write(rest, value.startOf(block) + rest.position());
    }
    missing.clear(block);
    unforced += bytes.length;
    if (unforced >= FORCE_EVERY) {
      channel.force(false);
      unforced = 0;
    }
  }

  /** All blocks are there: the file gets the value's name, on the disk. */
  void finish() throws IOException {
    channel.truncate(value.length());
    channel.force(true);
    channel.close();
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Disk.forceDirectory(file.getParent());
  }

  /** Makes the directory of a copy that has no events yet, on the disk. */
  static void makeDirectoryOf(Path file) throws IOException {
    Path directory = file.getParent();
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      Disk.forceDirectory(directory.getParent());
    }
  }

  /** Nothing of it is kept. */
  void drop() throws IOException {
    channel.close();
    Files.deleteIfExists(part);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
