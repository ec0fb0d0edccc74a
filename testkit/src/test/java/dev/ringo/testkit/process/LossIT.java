package dev.ringo.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.testkit.harness.GatewayClient;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import dev.ringo.testkit.history.DomainChecker;
import dev.ringo.testkit.history.DomainHistory;
import dev.ringo.testkit.history.DomainHistory.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A domain with three copies in memory loses all but one of them, at once or one after the other,
 * or gets a node back that has forgotten: what was acknowledged stays, and it serves again.
 */
final class LossIT {

  private static final String DOMAIN = "loss";
  private static final int ENTRIES = 200;

  /** A machine under any load; the usual is printed. */
  private static final Duration GENEROUS = Duration.ofMinutes(2);

  private final DomainHistory history = new DomainHistory();
  private int put;

  @Test
  void whatWasAcknowledgedStaysAsLongAsOneCopyIsLeft() throws Exception {
    try (ProcessHarness cluster = ProcessHarness.onLoopback(Path.of("target", "loss"))) {
      cluster.start(5, NodeSpec.SMALL);
      GatewayClient client = GatewayClient.of(cluster, DOMAIN, history, GENEROUS);
      client.create();
      for (int i = 0; i < ENTRIES; i++) {
        putAndGet(client);
      }

      List<ProcessNode> holders = holders(cluster);
      assertThat(holders.get(0)).isEqualTo(owner(cluster));
      long both = System.nanoTime();
      holders.get(0).kill();
      holders.get(1).kill();
      report("the owner's node and another with a copy killed at once", both, client);
      checkAll(client);
      cluster.start(List.of(again(holders.get(0)), again(holders.get(1))));

      holders(cluster);
      long first = System.nanoTime();
      owner(cluster).kill();
      report("the owner's node killed", first, client);
      Awaitility.await("10 s since the kill")
          .atMost(GENEROUS)
          .until(() -> System.nanoTime() - first >= TimeUnit.SECONDS.toNanos(10));
      long second = System.nanoTime();
      owner(cluster).kill();
      report("10 s later the next owner's node killed", second, client);
      checkAll(client);

      for (ProcessNode forgets : holders(cluster)) {
        forgets.kill();
        cluster.start(again(forgets));
        putAndGet(client);
        holders(cluster);
        checkAll(client);
      }
    }
  }

  private static NodeSpec again(ProcessNode node) {
    return NodeSpec.SMALL.withId(node.id());
  }

  private void putAndGet(GatewayClient client) {
    put++;
    assertThat(client.put("key" + put % 10, "value " + put)).isEqualTo(Outcome.STORED);
    assertThat(client.get("key" + put % 10).orElseThrow()).contains("value " + put);
  }

  private void report(String what, long killed, GatewayClient client) {
    putAndGet(client);
    System.out.printf(
        Locale.ROOT, "%s: serves %.2f s later%n", what, (System.nanoTime() - killed) / 1e9);
  }

  private void checkAll(GatewayClient client) {
    for (int i = 0; i < 10; i++) {
      assertThat(client.get("key" + i)).isPresent();
    }
    assertThat(DomainChecker.check(history).violations()).isEmpty();
  }

  /** The nodes with whole copies that count, the owner's first. */
  private List<ProcessNode> holders(ProcessHarness cluster) throws Exception {
    Awaitility.await("three whole copies")
        .atMost(GENEROUS)
        .ignoreException(IOException.class)
        .until(() -> HeldCopies.whole(cluster, 3).size() == 3);
    return HeldCopies.whole(cluster, 3);
  }

  private ProcessNode owner(ProcessHarness cluster) throws Exception {
    putAndGet(GatewayClient.of(cluster, DOMAIN, history, GENEROUS));
    return HeldCopies.in(cluster).entrySet().stream()
        .filter(row -> row.getValue().path("owner").asBoolean())
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
