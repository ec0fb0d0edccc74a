package dev.ringo.node;

import dev.ringo.node.start.NodeIdConverter;
import dev.ringo.ring.NodeId;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "create-node",
    description =
        "Makes the directory of a new node below DATA_DIR. (Not yet: nodes are in memory.)")
final class CreateNodeCommand implements Runnable {

  @Parameters(
      paramLabel = "DATA_DIR",
      description = "Where the directories of the host's nodes are.")
  private Path dataDirectory;

  @Option(
      names = "--id",
      paramLabel = "HEX32",
      converter = NodeIdConverter.class,
      description = "The id of the node; by default a random one.")
  private Optional<NodeId> id = Optional.empty();

  @Override
  public void run() {
    throw CommandFailure.usage(
        "a node cannot have a directory yet ("
            + dataDirectory.resolve(id.map(NodeId::toString).orElse("ID"))
            + "); 'ringo start' starts one in memory");
  }
}
