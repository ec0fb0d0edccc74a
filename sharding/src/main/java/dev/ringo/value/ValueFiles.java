package dev.ringo.value;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.ExternalValue;
import dev.ringo.ring.ChunkId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of a node that are values. A file has a value's name only if all of it is there,
 * checked, and on the disk. For many threads.
 *
 * <pre>
 *   NODE/incoming/value-...                 being received by this node's gateway, or being pulled from it
 *   NODE/rdomain-CHUNKID/value-...          of the node's copy of the chunk
 *   NODE/rdomain-CHUNKID/value-....part     not all of it is there yet
 * </pre>
 */
public final class ValueFiles {

  static final String INCOMING = "incoming";
  static final String PART = ".part";

  /** What gives a file its name, and is not done before that is on the disk. */
  interface Naming {
    void run() throws IOException;
  }

  private final Path root;

  /** Files that have their names, which may not be on the disk yet. */
  private final Set<Path> unsettled = ConcurrentHashMap.newKeySet();

  /** The files in a node's directory. */
  public ValueFiles(Path root) {
    this.root = root;
  }

  /** Removes what the process before this one was receiving: nobody waits for it any more. */
  public void clearIncoming() throws IOException {
    Files.createDirectories(incoming());
    for (Path file : valuesIn(incoming())) {
      Files.deleteIfExists(file);
    }
  }

  Path incoming() {
    return root.resolve(INCOMING);
  }

  Path directoryOf(ChunkId chunk) {
    return root.resolve(chunk.directoryName());
  }

  Path fileOf(ChunkId chunk, String name) {
    return directoryOf(chunk).resolve(checked(name));
  }

  Path incoming(String name) {
    return incoming().resolve(checked(name));
  }

  /** Names come from other nodes and from files. */
  private static String checked(String name) {
    if (!ExternalValue.isName(name)) {
      throw new IllegalArgumentException("no name of a value: " + name);
    }
    return name;
  }

  /** A value that this node is about to receive. */
  public IncomingValue receive(EntryId id) throws IOException {
    return IncomingValue.create(incoming(), id);
  }

  /** Gives a file its name. Until that is on the disk, it counts as not here. */
  void name(Path file, Naming naming) throws IOException {
    unsettled.add(file);
    try {
      naming.run();
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    } finally {
      unsettled.remove(file);
    }
  }

  /**
   * Is a value of a chunk here, whole? If so, it stays for an hour at least though no entry names
   * it.
   *
   * @throws UncheckedIOException if that cannot be found out
   */
  public synchronized boolean holds(ChunkId chunk, ExternalValue value) {
    Path file = fileOf(chunk, value.name());
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      if (found.size() != value.length() || unsettled.contains(file)) {
        return false;
      }
      if (found
          .lastModifiedTime()
          .toInstant()
          .isBefore(Instant.now().minus(Leftovers.AGE.dividedBy(2)))) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      }
      return true;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Looks through a value of a chunk. If it is damaged, what is right of it is kept for a pull to
   * complete, and the value is not here until then.
   *
   * @return false if it is damaged, or not here
   * @throws IOException if the disk cannot be read
   */
  boolean isIntact(ChunkId chunk, ExternalValue value) throws IOException {
    Path file = fileOf(chunk, value.name());
    if (!Files.exists(file)) {
      return false;
    }
    if (new StoredValue(directoryOf(chunk), value).damage().isEmpty()) {
      return true;
    }
    Files.move(
        file,
        file.resolveSibling(file.getFileName() + PART),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    return false;
  }

  /** Deletes a file that has not been asked for since then. */
  synchronized boolean deleteIfOlder(Path file, Instant than) throws IOException {
    return Files.exists(file)
        && Files.getLastModifiedTime(file).toInstant().isBefore(than)
        && Files.deleteIfExists(file);
  }

  /**
   * Some bytes of a value of a chunk, or of one that this node is receiving; none if it is not
   * here.
   *
   * @throws IOException if the disk cannot be read
   */
  public byte[] read(ChunkId chunk, String name, long from, int length) throws IOException {
    byte[] bytes = read(fileOf(chunk, name), from, length);
    return bytes.length > 0 ? bytes : read(incoming(name), from, length);
  }

  private static byte[] read(Path file, long from, int length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, from + bytes.position()) < 0) {
          return new byte[0];
        }
      }
      return bytes.array();
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  /** All values in a directory, also those that are not whole. */
  static List<Path> valuesIn(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "value-*")) {
        found.forEach(files::add);
      }
    }
    return files;
  }

  /**
   * Deletes all values of a chunk: its copy is not wanted here any more.
   *
   * @throws UncheckedIOException if one cannot be deleted
   */
  public void erase(ChunkId chunk) {
    try {
      for (Path file : valuesIn(directoryOf(chunk))) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directories of chunks. */
  List<Path> chunkDirectories() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> directories =
        Files.newDirectoryStream(root, ChunkId.DIRECTORY_PREFIX + "*")) {
      directories.forEach(found::add);
    }
    return found;
  }
}
