package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import dev.ringo.testkit.harness.LocalHarness;
import dev.ringo.testkit.harness.NodeSpec;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a cluster of many nodes in one JVM. */
@Command(
    name = "scale",
    description = {
      "Starts many nodes in this JVM, creates many domains, kills a tenth of the nodes at once, and says how long"
          + " it takes until all is in order and what a node costs.",
      ""
    })
final class ScaleBench implements Callable<Integer> {

  /** So many nodes share two cores, and what is urgent for three of them is not for them. */
  private static final List<String> RELAXED =
      List.of(
          "akka.loglevel=ERROR",
          "akka.cluster.gossip-interval=500ms",
          "akka.cluster.leader-actions-interval=500ms",
          "akka.cluster.unreachable-nodes-reaper-interval=500ms",
          "akka.cluster.failure-detector.heartbeat-interval=2s",
          "akka.cluster.failure-detector.acceptable-heartbeat-pause=30s",
          "akka.cluster.split-brain-resolver.stable-after=5s",
          "akka.cluster.sharding.retry-interval=1s",
          "akka.cluster.sharding.updating-state-timeout=5s",
          "akka.cluster.sharding.waiting-for-state-timeout=5s",
          "akka.cluster.sharding.distributed-data.gossip-interval=2s",
          "akka.cluster.distributed-data.gossip-interval=2s",
          "ringo.catalog.gossip-interval=2s",
          "ringo.catalog.majority-timeout=5s",
          "ringo.replication.resend-after=2s",
          "ringo.replication.answer-within=5s",
          "ringo.replication.straggler-after=10s",
          "ringo.replication.takeover-timeout=20s",
          "ringo.client.attempt-timeout=5s",
          "ringo.client.attempt-timeout-after-loss=1s",
          "akka.actor.default-dispatcher.fork-join-executor.parallelism-min=2",
          "akka.actor.internal-dispatcher.fork-join-executor.parallelism-min=2",
          "akka.remote.default-remote-dispatcher.fork-join-executor.parallelism-min=2");

  @Option(
      names = "--nodes",
      defaultValue = "50",
      paramLabel = "N",
      description = "Nodes, 10 or more (${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--domains",
      defaultValue = "1000",
      paramLabel = "N",
      description = "Domains of three copies and one entry each (${DEFAULT-VALUE}).")
  private int domains;

  @Mixin private NodeSettings settings;

  @Override
  public Integer call() {
    if (nodes < 10 || domains < 1) {
      throw CommandFailure.usage("--nodes takes 10 or more, --domains 1 or more");
    }
    try (LocalHarness cluster = new LocalHarness()) {
      Scale scale = new Scale(cluster, settings.of(NodeSpec.DEFAULT, RELAXED), domains);
      scale.start(nodes);
      scale.fill();
      scale.kill();
      return scale.check() ? 0 : 1;
    }
  }
}
