package dev.ringo.node;

import dev.ringo.node.start.NodeIdConverter;
import dev.ringo.replica.NodeDirectory;
import dev.ringo.ring.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "create-node",
    description = {
      "Makes the directory of a new node below DATA_DIR, and prints its path, for 'ringo start --data'.",
      ""
    })
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
    try {
      System.out.println(NodeDirectory.create(dataDirectory, id.orElseGet(NodeId::random)).path());
    } catch (IOException e) {
      throw CommandFailure.failed(e.getMessage());
    }
  }
}
