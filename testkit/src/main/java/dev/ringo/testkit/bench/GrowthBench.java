package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "growth",
    description = {
      "Starts three nodes, fills domains, has three more nodes join under a steady load, and shrinks",
      "back to three, by leaves and then, grown again, by kills. Measures how long the copies take to",
      "be where the ring wants them, and what the load notices of it. Ends with 1 if a value was",
      "lost, doubled or broken, or a request failed after its retries."
    })
final class GrowthBench implements Callable<Integer> {

  @Option(
      names = "--domains",
      defaultValue = "200",
      paramLabel = "N",
      description = "Domains of three copies each (${DEFAULT-VALUE}).")
  private int domains;

  @Option(
      names = "--entries",
      defaultValue = "20000",
      paramLabel = "N",
      description = "Entries of 100 bytes, in all (${DEFAULT-VALUE}).")
  private int entries;

  @Option(
      names = "--rate",
      defaultValue = "200",
      paramLabel = "N",
      description = "Puts a second, and as many gets, under way meanwhile (${DEFAULT-VALUE}).")
  private int rate;

  @Mixin private NodeSettings settings;

  @Option(
      names = "--logs",
      defaultValue = "target/growth",
      paramLabel = "DIR",
      description = "Where the nodes' logs go (${DEFAULT-VALUE}).")
  private Path logs;

  @Override
  public Integer call() {
    if (domains < 1 || entries < domains || rate < 1) {
      throw CommandFailure.usage(
          "--domains and --rate take 1 or more, --entries as many as domains");
    }
    try (ProcessHarness cluster = ProcessHarness.onLoopback(logs)) {
      Growth growth = new Growth(cluster, settings.of(NodeSpec.SMALL, List.of()), domains, rate);
      growth.fill(entries);
      growth.join();
      growth.leave();
      growth.join();
      growth.kill();
      return growth.check() ? 0 : 1;
    }
  }
}
