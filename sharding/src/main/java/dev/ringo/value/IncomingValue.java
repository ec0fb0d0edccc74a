package dev.ringo.value;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.ExternalValue;
import dev.ringo.entry.ValueDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A value that is being written to a file as it comes in. One thread at a time; each call may wait
 * for the disk.
 */
public final class IncomingValue {

  private final EntryId id;
  private final Path part;
  private final FileChannel channel;
  private final ValueDigest digest = new ValueDigest();

  private IncomingValue(EntryId id, Path part, FileChannel channel) {
    this.id = id;
    this.part = part;
    this.channel = channel;
  }

  static IncomingValue create(Path directory, EntryId id) throws IOException {
    Path part = directory.resolve("value-" + UUID.randomUUID() + ValueFiles.PART);
    FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new IncomingValue(id, part, channel);
  }

  /** Takes the next bytes. */
  public void add(ByteBuffer bytes) throws IOException {
    digest.add(bytes);
    ByteBuffer rest = bytes.duplicate();
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  /** How many bytes came. */
  public long length() {
    return digest.length();
  }

  /** All of the value is there. */
  public SpooledValue finish() throws IOException {
    channel.close();
    ExternalValue value = digest.describe(id);
    Path file = part.resolveSibling(value.name());
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    return new SpooledValue(id, value, file);
  }

  /** The value is not wanted any more. */
  public void drop() {
    try {
      channel.close();
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // It is deleted as a leftover later.
    }
  }
}
