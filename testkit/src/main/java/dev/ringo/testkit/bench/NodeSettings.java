package dev.ringo.testkit.bench;

import dev.ringo.testkit.harness.NodeSpec;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The settings of the nodes that a benchmark starts. */
final class NodeSettings {

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes a setting of the nodes; can be given several times.")
  private List<String> settings = List.of();

  /** A node with these settings after some that a benchmark has by itself. */
  NodeSpec of(NodeSpec node, List<String> own) {
    List<String> all = new ArrayList<>(own);
    all.addAll(settings);
    return node.withSettings(all.toArray(String[]::new));
  }
}
