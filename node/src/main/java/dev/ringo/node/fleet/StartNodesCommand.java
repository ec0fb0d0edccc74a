package dev.ringo.node.fleet;

import dev.ringo.node.CommandFailure;
import dev.ringo.node.settings.NodeConfig;
import dev.ringo.node.start.AddressOptions;
import dev.ringo.ring.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "start-nodes",
    description = {
      "Starts the nodes of a new cluster on this host, each as a process of its own, and runs until it"
          + " is told to stop.",
      "",
      "The nodes take consecutive ports from those given on. When all of them serve, a table of them is"
          + " printed. On SIGTERM and SIGINT all of them are stopped in good order, and only they. A node"
          + " that ends meanwhile is reported on standard error, and the others go on; when none is left,"
          + " or a node does not start, it ends with 1. RINGO_JAVA_OPTS holds options for the nodes' JVMs.",
      ""
    })
public final class StartNodesCommand implements Callable<Integer> {

  private static final int MOST_NODES = 100;
  private static final int LAST_PORT = 65_535;

  @ArgGroup(multiplicity = "1")
  private Nodes nodes;

  private static final class Nodes {

    @Option(
        names = "--in-memory",
        required = true,
        paramLabel = "N",
        description = "Starts N nodes that keep their data in memory.")
    private int inMemory;

    @Parameters(
        paramLabel = "DATA_DIR",
        description = "Starts the nodes that have a directory here, by 'ringo create-node'.")
    private Path dataDirectory;
  }

  @Mixin private AddressOptions addresses;

  @Override
  public Integer call() {
    List<Path> directories =
        nodes.dataDirectory == null ? List.of() : directoriesIn(nodes.dataDirectory);
    int count = nodes.dataDirectory == null ? nodes.inMemory : directories.size();
    if (count < 1 || count > MOST_NODES) {
      throw CommandFailure.usage(
          nodes.dataDirectory == null
              ? "--in-memory " + count + ": it takes 1 to " + MOST_NODES + " nodes"
              : nodes.dataDirectory
                  + " has the directories of "
                  + count
                  + " nodes, and it takes 1 to "
                  + MOST_NODES
                  + ": 'ringo create-node' makes one");
    }
    requirePorts("--port", addresses.port(), count);
    requirePorts("--http-port", addresses.httpPort(), count);
    requirePorts("--management-port", addresses.managementPort(), count);
    NodeConfig.check(addresses.settings());
    Fleet fleet =
        nodes.dataDirectory == null
            ? Fleet.inMemory(count, addresses)
            : Fleet.onDisk(directories, addresses);
    return fleet.run(System.out, System.err);
  }

  private static List<Path> directoriesIn(Path parent) {
    try (Stream<Path> found = Files.list(parent)) {
      return found.filter(StartNodesCommand::isNodes).sorted().toList();
    } catch (IOException e) {
      throw CommandFailure.usage(parent + " cannot be read: " + e);
    }
  }

  private static boolean isNodes(Path directory) {
    try {
      NodeId.parse(directory.getFileName().toString());
      return Files.isDirectory(directory);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void requirePorts(String option, int first, int count) {
    if (first < 1 || first + count - 1 > LAST_PORT) {
      throw CommandFailure.usage(
          option
              + " "
              + first
              + ": "
              + count
              + " ports from there on are not within 1 to "
              + LAST_PORT);
    }
  }
}
