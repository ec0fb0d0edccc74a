package dev.ringo.testkit.harness;

import dev.ringo.ring.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a node is started with.
 *
 * @param id empty for a random one. With the id of a node that ended, the new one starts at the
 *     addresses of that one, as an operator's restart does.
 * @param jvmOptions for instance {@code -Xmx256m}; only for processes
 * @param settings as {@code KEY=VALUE}
 * @param data where the directories of nodes on disk are, each named by its node's id and made if
 *     it does not exist; empty for nodes in memory
 */
public record NodeSpec(
    Optional<NodeId> id, List<String> jvmOptions, List<String> settings, Optional<Path> data) {

  /** A random id, and the defaults for all else. */
  public static final NodeSpec DEFAULT =
      new NodeSpec(Optional.empty(), List.of(), List.of(), Optional.empty());

  /**
   * For several nodes on a small machine: 256 MiB of heap, and code that is compiled quickly rather
   * than well, which halves the work of a start and makes a node slower under load.
   */
  public static final NodeSpec SMALL =
      DEFAULT.withJvmOptions("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  public NodeSpec {
    jvmOptions = List.copyOf(jvmOptions);
    settings = List.copyOf(settings);
  }

  public NodeSpec withId(NodeId newId) {
    return new NodeSpec(Optional.of(newId), jvmOptions, settings, data);
  }

  public NodeSpec withJvmOptions(String... newOptions) {
    return new NodeSpec(id, List.of(newOptions), settings, data);
  }

  public NodeSpec withSettings(String... newSettings) {
    return new NodeSpec(id, jvmOptions, List.of(newSettings), data);
  }

  /** On disk, in directories below this one. */
  public NodeSpec withData(Path parent) {
    return new NodeSpec(id, jvmOptions, settings, Optional.of(parent));
  }

  /** The directory of a node; an empty one is made if there is none. */
  Optional<Path> directoryOf(NodeId node) {
    return data.map(
        parent -> {
          try {
            return Files.createDirectories(parent.resolve(node.toString()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
