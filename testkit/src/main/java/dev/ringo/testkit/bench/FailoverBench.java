package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "failover",
    description = "Starts nodes, kills one of them (-9) while others write, and measures the gap.")
final class FailoverBench implements Runnable {

  @Option(
      names = "--runs",
      defaultValue = "20",
      paramLabel = "N",
      description = "Kills (${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--nodes",
      defaultValue = "3",
      paramLabel = "N",
      description = "Nodes, each a process on this machine (${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--victim",
      defaultValue = "OWNER",
      description = {
        "Whom to kill: owner, the node that owns the domain written to, and is not the oldest;",
        "coordinator, the one with the shard coordinator; oldest, the oldest member.",
        "The domain is one that the victim owns (${DEFAULT-VALUE})."
      })
  private Victim victim;

  @Option(
      names = "--connections",
      defaultValue = "4",
      paramLabel = "N",
      description = "Writers, spread over the survivors' gateways (${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--java-opts",
      defaultValue = "-Xmx256m",
      paramLabel = "OPTS",
      description = "Options of the nodes' JVMs (${DEFAULT-VALUE}).")
  private String javaOptions;

  @Mixin private NodeSettings settings;

  @Option(
      names = "--logs",
      defaultValue = "target/failover",
      paramLabel = "DIR",
      description = "Where the nodes' logs go (${DEFAULT-VALUE}).")
  private Path logs;

  @Override
  public void run() {
    if (runs < 1 || nodes < 3 || connections < 1) {
      throw CommandFailure.usage("--runs and --connections take 1 or more, --nodes 3 or more");
    }
    NodeSpec spec =
        settings.of(NodeSpec.DEFAULT.withJvmOptions(javaOptions.strip().split(" +")), List.of());
    long[] millis = new long[runs];
    try (ProcessHarness cluster = ProcessHarness.onLoopback(logs)) {
      Failover failover = new Failover(cluster, nodes, spec, victim, connections);
      for (int i = 0; i < runs; i++) {
        millis[i] = failover.run(i).toMillis();
        System.err.printf("run %d: %d ms%n", i + 1, millis[i]);
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%s killed, %d nodes, %d runs: longest time without an acknowledgement median %d ms, worst"
            + " %d ms%n",
        victim.name().toLowerCase(Locale.ROOT),
        nodes,
        runs,
        median(millis),
        millis[runs - 1]);
  }

  private static long median(long[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
