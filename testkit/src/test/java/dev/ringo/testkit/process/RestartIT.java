package dev.ringo.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.testkit.harness.GatewayClient;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import dev.ringo.testkit.history.DomainChecker;
import dev.ringo.testkit.history.DomainHistory;
import dev.ringo.testkit.history.DomainHistory.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on disk with chunks that are soon full, all killed at once under load and started
 * again, as often as {@code -Dringo.restart.rounds=20} says.
 */
final class RestartIT {

  private static final int ROUNDS = Integer.getInteger("ringo.restart.rounds", 1);
  private static final int WRITERS = 8;
  private static final int DOMAINS = 4;
  private static final int PUTS_IN_A_ROUND = 500;
  private static final int KEYS = 50;
  private static final Duration GENEROUS = Duration.ofMinutes(2);

  @TempDir private Path directory;

  private final DomainHistory history = new DomainHistory();
  private final AtomicInteger puts = new AtomicInteger();
  private volatile boolean stopped;

  @Test
  void whatWasAcknowledgedIsThereAfterAllNodesWereKilledAtOnce() throws Exception {
    NodeSpec spec =
        NodeSpec.SMALL.withData(directory).withSettings("ringo.domain.chunk-size=10KiB");
    try (ProcessHarness cluster = ProcessHarness.onLoopback(Path.of("target", "restart"))) {
      List<ProcessNode> nodes = cluster.start(3, spec);
      for (int i = 0; i < DOMAINS; i++) {
        client(cluster, i).create();
      }
      List<Thread> writers = IntStream.range(0, WRITERS).mapToObj(i -> writer(cluster, i)).toList();
      writers.forEach(Thread::start);
      for (int round = 1; round <= ROUNDS; round++) {
        int before = puts.get();
        Awaitility.await("puts between two kills")
            .atMost(GENEROUS)
            .until(() -> puts.get() >= before + PUTS_IN_A_ROUND);
        List<NodeSpec> again = nodes.stream().map(node -> spec.withId(node.id())).toList();
        nodes.forEach(ProcessNode::kill);
        nodes = cluster.start(again);
        System.out.printf(
            "round %d: %,d puts acknowledged before all three nodes were killed%n",
            round, puts.get());
      }
      stopped = true;
      for (Thread writer : writers) {
        writer.join(GENEROUS.toMillis());
      }
      for (int domain = 0; domain < DOMAINS; domain++) {
        GatewayClient reader = client(cluster, domain);
        IntStream.range(0, KEYS).forEach(key -> assertThat(reader.get("key" + key)).isPresent());
      }
      assertThat(DomainChecker.check(history).violations()).isEmpty();
      assertThat(puts.get()).isGreaterThanOrEqualTo(ROUNDS * PUTS_IN_A_ROUND);
    }
  }

  private GatewayClient client(ProcessHarness cluster, int domain) {
    return GatewayClient.of(cluster, "domain" + domain, history, GENEROUS);
  }

  private Thread writer(ProcessHarness cluster, int number) {
    GatewayClient client = client(cluster, number % DOMAINS);
    Thread thread =
        new Thread(
            () -> {
              for (int i = 0; !stopped; i++) {
                if (client.put("key" + i % KEYS, number + "/" + i) == Outcome.STORED) {
                  puts.incrementAndGet();
                }
              }
            });
    thread.setDaemon(true);
    return thread;
  }
}
