package dev.ringo.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what a commit log holds to the data files again, where they do not have it. */
final class Redo implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Redo.class);

  /** A data file and where it ends after the records so far. */
  private static final class Target {
    final FileChannel channel;
    final long id;
    long end;

    Target(FileChannel channel, long id) {
      this.channel = channel;
      this.id = id;
    }
  }

  private record Found(long generation, long id, long place, String name, ByteBuffer bytes) {}

  private final Path root;
  private final boolean rewrite;
  private final Map<String, Target> targets = new HashMap<>();
  private long changedBytes;

  /**
   * @param rewrite also what is there already?
   */
  private Redo(Path root, boolean rewrite) {
    this.root = root;
    this.rewrite = rewrite;
  }

  static Path pathOf(Path root, int number) {
    return root.resolve("commit-" + number);
  }

  /** Does both files of the log, the older one first; the generation of the newer one. */
  static long run(Path root) throws IOException {
    long first = generationOf(pathOf(root, 0));
    long second = generationOf(pathOf(root, 1));
    int older = first < second ? 0 : 1;
    try (Redo redo = new Redo(root, false)) {
      redo.write(pathOf(root, older));
      redo.write(pathOf(root, 1 - older));
      redo.finish();
    }
    return Math.max(first, second);
  }

  /**
   * Writes all again in a journal that is in use, also what seems to be there: after an fsync that
   * failed, what can be read may never come to the disk. The data files may have grown meanwhile.
   */
  static void runAgain(Path root) throws IOException {
    int older = generationOf(pathOf(root, 0)) < generationOf(pathOf(root, 1)) ? 0 : 1;
    try (Redo redo = new Redo(root, true)) {
      redo.write(pathOf(root, older));
      redo.write(pathOf(root, 1 - older));
      for (Target target : redo.targets.values()) {
        target.channel.force(false);
      }
    }
  }

  private static long generationOf(Path log) throws IOException {
    if (!Files.exists(log)) {
      return 0;
    }
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      Found first = read(channel, 0);
      return first == null ? 0 : first.generation();
    }
  }

  private void write(Path log) throws IOException {
    if (!Files.exists(log)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      Found record = read(channel, 0);
      long generation = record == null ? 0 : record.generation();
      for (long place = 0; record != null && record.generation() == generation; ) {
        write(record);
        place += lengthOf(record);
        record = read(channel, place);
      }
    }
  }

  private static long lengthOf(Found record) {
    return (long) CommitRecord.HEAD
        + record.name().getBytes(StandardCharsets.UTF_8).length
        + record.bytes().remaining();
  }

  /** The record at a place; null if no whole one is there. */
  private static Found read(FileChannel channel, long place) throws IOException {
    ByteBuffer head =
        ByteBuffer.wrap(Disk.read(channel, place, CommitRecord.HEAD))
            .order(ByteOrder.LITTLE_ENDIAN);
    if (head.remaining() < CommitRecord.HEAD || head.getInt() != CommitRecord.MAGIC) {
      return null;
    }
    int expected = head.getInt();
    long generation = head.getLong();
    long id = head.getLong();
    long at = head.getLong();
    int nameLength = head.getInt();
    int length = head.getInt();
    long bodyAt = place + CommitRecord.HEAD;
    if (nameLength < 0 || length < 0 || bodyAt + nameLength + length > channel.size()) {
      return null;
    }
    ByteBuffer body = ByteBuffer.wrap(Disk.read(channel, bodyAt, nameLength + length));
    CRC32 crc = new CRC32();
    crc.update(head.position(CommitRecord.CRC_FROM));
    crc.update(body.duplicate());
    if ((int) crc.getValue() != expected) {
      return null;
    }
    byte[] name = new byte[nameLength];
    body.get(name);
    return new Found(generation, id, at, new String(name, StandardCharsets.UTF_8), body.slice());
  }

  private void write(Found record) throws IOException {
    Target target = target(record.name());
    if (target == null || target.id != record.id()) {
      // Another file has taken its place since, with all that is to be kept of it.
      return;
    }
    byte[] there = Disk.read(target.channel, record.place(), record.bytes().remaining());
    if (rewrite || !ByteBuffer.wrap(there).equals(record.bytes())) {
      changedBytes += record.bytes().remaining();
      Disk.writeAll(target.channel, record.place(), record.bytes().duplicate());
    }
    target.end = record.place() + record.bytes().remaining();
  }

  private Target target(String name) throws IOException {
    Target known = targets.get(name);
    Path file = root.resolve(name).resolve(DataFile.NAME);
    if (known != null || !Files.exists(file)) {
      return known;
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    long id = DataFile.idOf(channel);
    if (id == 0 && FileCheck.correct(channel, 0, Math.min(channel.size(), DataFile.FIRST)) > 0) {
      id = DataFile.idOf(channel);
    }
    Target target = new Target(channel, id);
    targets.put(name, target);
    return target;
  }

  /**
   * What is behind the last record was begun and never written to the log, unless it is whole: then
   * the log is damaged, and not the file.
   */
  private void finish() throws IOException {
    for (Target target : targets.values()) {
      long size = target.channel.size();
      if (target.end > 0 && size > target.end) {
        if (new EventReader(target.channel, target.end, size).next()) {
          LOG.warn("the commit log does not know of events that a file has; they are kept");
        } else {
          target.channel.truncate(target.end);
        }
      }
      // Also what is there already: the operating system may have it, and the disk not yet.
      target.channel.force(true);
    }
    if (changedBytes > 0) {
      LOG.info("{} bytes were written anew from the commit log", changedBytes);
    }
  }

  @Override
  public void close() throws IOException {
    for (Target target : targets.values()) {
      target.channel.close();
    }
  }
}
