package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import dev.ringo.testkit.harness.ClusterHarness;
import dev.ringo.testkit.harness.ClusterNode;
import dev.ringo.testkit.harness.GatewayClient;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.history.DomainChecker;
import dev.ringo.testkit.history.DomainHistory;
import dev.ringo.testkit.history.DomainReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A cluster that grows and shrinks under load, and how long that takes. */
final class Growth {

  private static final int NODES = 3;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration OPERATION = Duration.ofSeconds(30);

  private final ClusterHarness cluster;
  private final NodeSpec spec;
  private final int domains;
  private final int rate;
  private final DomainHistory history = new DomainHistory();
  private final SteadyLoad load;
  private final Order order;
  private List<ClusterNode> added = List.of();

  /** Starts three nodes. */
  Growth(ClusterHarness cluster, NodeSpec spec, int domains, int rate) {
    this.cluster = cluster;
    this.spec = spec;
    this.domains = domains;
    this.rate = rate;
    this.load = new SteadyLoad(domains, this::client);
    this.order = new Order(cluster, domains);
    cluster.start(NODES, spec);
  }

  private GatewayClient client(int domain) {
    return GatewayClient.of(cluster, "growth-" + domain, history, OPERATION);
  }

  /** Creates the domains, fills them, and begins the load. */
  void fill(int entries) {
    String filling = "x".repeat(80);
    IntStream.range(0, domains)
        .parallel()
        .forEach(
            domain -> {
              GatewayClient client = client(domain);
              client.create();
              for (int i = domain; i < entries; i += domains) {
                client.put("k" + i, i + " " + filling);
              }
            });
    load.start(rate);
    awaitOrder("filled: " + domains + " domains, " + entries + " entries", System.nanoTime());
  }

  void join() {
    added = new ArrayList<>(cluster.start(NODES, spec));
    System.out.println("three nodes started: " + load.sinceLast());
    awaitOrder("three nodes joined", System.nanoTime());
  }

  void leave() {
    long began = System.nanoTime();
    added.forEach(ClusterNode::terminate);
    awaitOrder("three nodes left", began);
  }

  /** One after the other, as soon as the copies of the one before are replaced. */
  void kill() {
    for (ClusterNode node : added) {
      long began = System.nanoTime();
      node.kill();
      awaitOrder("a node killed", began);
    }
  }

  private void awaitOrder(String what, long since) {
    try {
      Awaitility.await(what)
          .pollInterval(500, TimeUnit.MILLISECONDS)
          .atMost(LIMIT)
          .until(() -> order.problems().isEmpty());
    } catch (ConditionTimeoutException e) {
      throw CommandFailure.failed(
          what + ": not in order within " + LIMIT + ": " + String.join("\n", order.problems()));
    }
    System.out.printf(
        Locale.ROOT,
        "%s: in order after %.1f s; %s%n",
        what,
        (System.nanoTime() - since) / 1e9,
        load.sinceLast());
  }

  /** Ends the load and checks what was read of all that was written. */
  boolean check() {
    load.stop();
    IntStream.range(0, domains)
        .parallel()
        .forEach(domain -> IntStream.range(0, 5).forEach(i -> client(domain).get("load" + i)));
    DomainReport report = DomainChecker.check(history);
    System.out.println(report);
    return report.violations().isEmpty() && load.failed() == 0;
  }
}
