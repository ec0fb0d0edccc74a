package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures large values. */
@Command(
    name = "values",
    description = {
      "Starts three nodes on disk, puts large values with three copies through their gateways and gets them again, and says"
          + " how much that is of what copying the same bytes into three files with an fsync each does.",
      ""
    })
final class ValuesBench implements Callable<Integer> {

  private static final int NODES = 3;
  private static final int LARGEST = 1_000_000_000;

  @Option(
      names = "--sizes",
      split = ",",
      defaultValue = "1000000,100000000",
      paramLabel = "B",
      description = "Bytes of a value, one measurement for each (${DEFAULT-VALUE}).")
  private List<Integer> sizes;

  @Option(
      names = "--gigabytes",
      defaultValue = "2",
      paramLabel = "GB",
      description = "Of values of each size, 10^9 bytes each (${DEFAULT-VALUE}).")
  private double gigabytes;

  @Option(
      names = "--connections",
      defaultValue = "4",
      paramLabel = "N",
      description = "Values under way, and threads that copy (${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--heap",
      defaultValue = "256m",
      paramLabel = "SIZE",
      description = "The heap of each node, as -Xmx takes it (${DEFAULT-VALUE}).")
  private String heap;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "On the disk that is to be measured; by default the temporary directory.")
  private Path directory;

  @Mixin private NodeSettings settings;

  @Option(
      names = "--logs",
      defaultValue = "target/values",
      paramLabel = "DIR",
      description = "Where the nodes' logs go (${DEFAULT-VALUE}).")
  private Path logs;

  @Override
  public Integer call() throws IOException {
    if (sizes.stream().anyMatch(size -> size < 1 || size > LARGEST)
        || gigabytes <= 0
        || connections < 1) {
      throw CommandFailure.usage(
          "--gigabytes and --connections are above 0, --sizes from 1 to 1000000000");
    }
    Path parent = directory == null ? Path.of(System.getProperty("java.io.tmpdir")) : directory;
    Path own = Files.createTempDirectory(parent, "ringo-values-bench");
    try (ProcessHarness cluster = ProcessHarness.onLoopback(logs)) {
      NodeSpec spec =
          settings.of(NodeSpec.DEFAULT.withJvmOptions("-Xmx" + heap).withData(own), List.of());
      List<Gateway> gateways =
          cluster.start(NODES, spec).stream().map(ProcessNode::gateway).map(Gateway::at).toList();
      boolean good = true;
      for (int size : sizes) {
        int count = (int) Math.max(connections, Math.round(gigabytes * 1e9 / size));
        good &= new Values(gateways, own, size, count, connections).measure();
      }
      return good ? 0 : 1;
    } finally {
      delete(own);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
  }
}
