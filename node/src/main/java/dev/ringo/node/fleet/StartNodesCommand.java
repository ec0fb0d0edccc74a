package dev.ringo.node.fleet;

import dev.ringo.node.CommandFailure;
import dev.ringo.node.settings.NodeConfig;
import dev.ringo.node.start.AddressOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
        description = "Starts the nodes that have a directory here. (Not yet.)")
    private Path dataDirectory;
  }

  @Mixin private AddressOptions addresses;

  @Override
  public Integer call() {
    if (nodes.dataDirectory != null) {
      throw CommandFailure.usage(
          "nodes cannot have directories yet ("
              + nodes.dataDirectory
              + "); --in-memory N starts N nodes in memory");
    }
    if (nodes.inMemory < 1 || nodes.inMemory > MOST_NODES) {
      throw CommandFailure.usage(
          "--in-memory " + nodes.inMemory + ": it takes 1 to " + MOST_NODES + " nodes");
    }
    requirePorts("--port", addresses.port());
    requirePorts("--http-port", addresses.httpPort());
    requirePorts("--management-port", addresses.managementPort());
    NodeConfig.check(addresses.settings());
    return new Fleet(nodes.inMemory, addresses).run(System.out, System.err);
  }

  private void requirePorts(String option, int first) {
    if (first < 1 || first + nodes.inMemory - 1 > LAST_PORT) {
      throw CommandFailure.usage(
          option
              + " "
              + first
              + ": "
              + nodes.inMemory
              + " ports from there on are not within 1 to "
              + LAST_PORT);
    }
  }
}
