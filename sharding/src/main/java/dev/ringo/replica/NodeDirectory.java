package dev.ringo.replica;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringo.journal.Disk;
import dev.ringo.ring.NodeId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The directory of a node that keeps its copies on disk. Its name is the node's id, and its file
 * {@code node} says so too, and which store it is. Laid down in {@code docs/disk-format.md}.
 *
 * @param store a random number; a directory that was emptied is another store
 */
public record NodeDirectory(Path path, NodeId node, long store) {

  private static final String FILE = "node";
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the file {@code node} holds. */
  private record Contents(int format, String node, String store) {}

  /**
   * Makes the directory of a new node.
   *
   * @param parent made if it does not exist
   * @throws IOException if there is such a directory already, or it cannot be made; says which
   */
  public static NodeDirectory create(Path parent, NodeId node) throws IOException {
    Path path = parent.resolve(node.toString());
    Files.createDirectories(parent);
    try {
      Files.createDirectory(path);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(path + " exists already", e);
    }
    return inEmpty(path, node);
  }

  private static NodeDirectory inEmpty(Path path, NodeId node) throws IOException {
    long store = ThreadLocalRandom.current().nextLong();
    Contents contents = new Contents(FORMAT, node.toString(), Long.toHexString(store));
    Disk.replace(path.resolve(FILE), JSON.writeValueAsBytes(contents));
    Disk.forceDirectory(path.toAbsolutePath().getParent());
    return new NodeDirectory(path, node, store);
  }

  /**
   * The node whose directory this is. An empty one with a node's name becomes that node's, with a
   * new store: what was in it before is gone.
   *
   * @throws IOException if it is no node's directory, another node's, or of a newer version; says
   *     so
   */
  public static NodeDirectory open(Path path) throws IOException {
    if (Files.isDirectory(path) && !Files.exists(path.resolve(FILE))) {
      return openWithoutFile(path, nameOf(path));
    }
    return read(path);
  }

  private static String nameOf(Path path) throws IOException {
    return String.valueOf(path.toRealPath().getFileName());
  }

  /**
   * The node whose directory this is; nothing is written.
   *
   * @throws IOException as {@link #open} does, and if it is empty
   */
  public static NodeDirectory read(Path path) throws IOException {
    if (!Files.isDirectory(path) || !Files.exists(path.resolve(FILE))) {
      throw new IOException(path + " is no node's directory: './ringo create-node' makes one");
    }
    Contents contents = contentsOf(path.resolve(FILE));
    NodeId node = NodeId.parse(contents.node());
    if (!node.toString().equals(nameOf(path))) {
      throw new IOException(
          path
              + " is the directory of node "
              + node
              + ", whose name it has to have: a copy of a node's directory cannot be used");
    }
    return new NodeDirectory(path, node, Long.parseUnsignedLong(contents.store(), 16));
  }

  private static NodeDirectory openWithoutFile(Path path, String name) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      List<Path> found = files.filter(file -> !file.endsWith(FILE + ".new")).toList();
      if (!found.isEmpty()) {
        throw new IOException(
            path + " has files and is no node's directory: './ringo create-node' makes one");
      }
    }
    try {
      return inEmpty(path, NodeId.parse(name));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          path
              + " is no node's directory, whose name is 32 hex digits: './ringo create-node' makes one",
          e);
    }
  }

  private static Contents contentsOf(Path file) throws IOException {
    Contents contents;
    try {
      contents = JSON.readValue(file.toFile(), Contents.class);
      NodeId.parse(contents.node());
      Long.parseUnsignedLong(contents.store(), 16);
    } catch (IOException | RuntimeException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
    if (contents.format() > FORMAT) {
      throw new IOException(
          file
              + " is in format "
              + contents.format()
              + ", and this version reads up to "
              + FORMAT
              + ": start a newer version");
    }
    return contents;
  }
}
