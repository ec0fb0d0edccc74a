package dev.ringo.node.start;

import dev.ringo.node.CommandFailure;
import dev.ringo.replica.NodeDirectory;
import dev.ringo.ring.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "start",
    description = {
      "Starts a node and runs until it is told to stop.",
      "",
      "When it serves, it prints one line:",
      "  ready node=<HEX32> cluster=<host:port> http=<url> management=<url>",
      "",
      "Logs go to standard error. On SIGTERM and SIGINT the node leaves the cluster in good order and"
          + " ends with 0. If the rest of the cluster went on without it, it ends with 4."
          + " RINGO_JAVA_OPTS holds options for its JVM, such as -Xmx2g.",
      ""
    })
public final class StartCommand implements Callable<Integer> {

  @ArgGroup private Place place = new Place();

  private static final class Place {

    @Option(
        names = "--id",
        paramLabel = "HEX32",
        converter = NodeIdConverter.class,
        description = "The id of a node in memory, its place on the ring; by default a random one.")
    private Optional<NodeId> id = Optional.empty();

    @Option(
        names = "--data",
        paramLabel = "NODE_DIR",
        description = {
          "The node's directory, made by 'ringo create-node', where it keeps everything; in memory"
              + " without.",
          "An empty one that has a node's id as its name becomes that node's."
        })
    private Optional<Path> data = Optional.empty();
  }

  @Option(
      names = "--join",
      paramLabel = "HOST:PORT",
      split = ",",
      converter = Endpoint.Converter.class,
      description = {
        "Cluster addresses of nodes to join; without them the node starts a new cluster.",
        "Of several nodes with the same list, the first listed starts the cluster."
      })
  private List<Endpoint> join = List.of();

  @Option(
      names = "--until-stdin-ends",
      hidden = true,
      description = "Stops in good order when standard input ends: start-nodes holds it.")
  private boolean untilStdinEnds;

  @Mixin private AddressOptions addresses;

  @Override
  public Integer call() {
    Optional<NodeDirectory> directory = place.data.map(StartCommand::open);
    NodeOptions options =
        new NodeOptions(
            directory.map(NodeDirectory::node).or(() -> place.id).orElseGet(NodeId::random),
            directory,
            addresses.host(),
            addresses.port(),
            addresses.httpPort(),
            addresses.managementPort(),
            join,
            addresses.settings());
    return NodeRun.run(options, untilStdinEnds, System.out);
  }

  private static NodeDirectory open(Path path) {
    try {
      return NodeDirectory.open(path);
    } catch (IOException e) {
      throw CommandFailure.usage("--data: " + e.getMessage());
    }
  }
}
