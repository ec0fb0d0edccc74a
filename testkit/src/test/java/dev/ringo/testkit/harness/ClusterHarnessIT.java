package dev.ringo.testkit.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringo.node.ExitCode;
import dev.ringo.testkit.history.DomainChecker;
import dev.ringo.testkit.history.DomainHistory;
import dev.ringo.testkit.history.DomainHistory.Outcome;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the harness promises to tests, with both kinds of nodes. */
final class ClusterHarnessIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration SOME_ATTEMPTS = Duration.ofSeconds(3);
  private static final Pattern OWNER = Pattern.compile("ringo-(\\p{XDigit}{32})@");
  private final DomainHistory history = new DomainHistory();

  @Test
  void aCutOffSystemAnswersNothingAndTheMajorityGoesOn() {
    try (ClusterHarness cluster = new LocalHarness()) {
      cutAndHeal(cluster, NodeSpec.DEFAULT);
    }
  }

  @Test
  void aCutOffProcessAnswersNothingAndTheMajorityGoesOn() {
    Optional<String> whyNot = ProcessHarness.whyNoNamespaces();
    assumeTrue(whyNot.isEmpty(), whyNot.orElse(""));
    try (ClusterHarness cluster = ProcessHarness.inNamespaces(logs("cut"))) {
      cutAndHeal(cluster, NodeSpec.SMALL);
    }
  }

  private void cutAndHeal(ClusterHarness cluster, NodeSpec spec) {
    assertThat(cluster.can(Fault.CUT)).isTrue();
    List<? extends ClusterNode> nodes = cluster.start(3, spec);
    GatewayClient anyone = GatewayClient.of(cluster, "archive", history, LIMIT);
    ClusterNode owner = ownerIn(anyone.create(), nodes);
    List<? extends ClusterNode> others = nodes.stream().filter(node -> node != owner).toList();
    assertThat(anyone.put("key", "before the cut")).isEqualTo(Outcome.STORED);

    cluster.cut(List.of(owner), others);
    GatewayClient lonely = client(owner, SOME_ATTEMPTS);
    assertThat(lonely.get("key")).as("answer to a get in the minority").isEmpty();
    assertThat(lonely.put("key", "in the minority")).isNotEqualTo(Outcome.STORED);
    assertThat(client(others.get(0), LIMIT).put("key", "in the majority"))
        .isEqualTo(Outcome.STORED);
    assertThat(owner.awaitEnd(LIMIT)).isEqualTo(ExitCode.DOWNED);

    cluster.heal();
    ClusterNode again = cluster.start(spec.withId(owner.id()));
    assertThat(again.gateway().getHost()).isEqualTo(owner.gateway().getHost());
    assertThat(client(again, LIMIT).put("key", "after the cut")).isEqualTo(Outcome.STORED);
    assertThat(client(others.get(1), LIMIT).get("key").orElseThrow())
        .contains("before the cut", "in the majority", "after the cut");
    assertThat(DomainChecker.check(history).violations()).isEmpty();
  }

  private GatewayClient client(ClusterNode node, Duration limit) {
    List<URI> gateway = List.of(node.gateway());
    return new GatewayClient(() -> gateway, "archive", history, limit);
  }

  private static ClusterNode ownerIn(String created, List<? extends ClusterNode> nodes) {
    Matcher matcher = OWNER.matcher(created);
    assertThat(matcher.find()).as(created).isTrue();
    return nodes.stream()
        .filter(node -> node.id().toString().equals(matcher.group(1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aHealedCutThatNobodyNoticedChangesNothing() {
    try (LocalHarness cluster = new LocalHarness()) {
      List<LocalNode> nodes = cluster.start(2, NodeSpec.DEFAULT);
      GatewayClient client = GatewayClient.of(cluster, "archive", history, LIMIT);
      client.create();
      cluster.cut(nodes.subList(0, 1), nodes.subList(1, 2));
      cluster.heal();
      assertThat(client.put("key", "value")).isEqualTo(Outcome.STORED);
      assertThat(cluster.nodes()).isEqualTo(nodes);
    }
  }

  @Test
  void processesAreStoppedResumedAskedToLeaveAndKilled() {
    try (ProcessHarness cluster = ProcessHarness.onLoopback(logs("signals"))) {
      List<ProcessNode> nodes = cluster.start(4, NodeSpec.SMALL);
      ProcessNode stopped = nodes.get(1);
      stopped.stop();
      assertThat(stopped.isAlive()).isTrue();
      Awaitility.await()
          .atMost(LIMIT)
          // The leader says it, and that may be any of them.
          .until(
              () ->
                  nodes.stream()
                      .anyMatch(n -> n.log().contains("SBR took decision DownUnreachable")));
      stopped.resume();
      assertThat(stopped.awaitEnd(LIMIT)).isEqualTo(ExitCode.DOWNED);
      assertThat(stopped.log()).contains("the cluster went on without this node");

      assertThat(nodes.get(0).terminate()).isEqualTo(ExitCode.OK);
      ProcessNode again = cluster.start(NodeSpec.SMALL.withId(nodes.get(0).id()));
      assertThat(again.gateway()).isEqualTo(nodes.get(0).gateway());
      nodes.get(2).kill();
      assertThat(nodes.get(2).awaitEnd(LIMIT)).isNotEqualTo(ExitCode.OK);
      assertThat(cluster.nodes()).containsExactly(nodes.get(3), again);
      assertThat(cluster.can(Fault.CUT)).isFalse();
      assertThatThrownBy(() -> cluster.cut(List.of(again), List.of(nodes.get(3))))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("onLoopback");
    }
  }

  @Test
  void aSystemLeavesInGoodOrderAndComesBackAtItsAddress() {
    try (LocalHarness cluster = new LocalHarness()) {
      List<LocalNode> nodes = cluster.start(2, NodeSpec.DEFAULT);
      assertThat(nodes.get(1).terminate()).isEqualTo(ExitCode.OK);
      LocalNode again = cluster.start(NodeSpec.DEFAULT.withId(nodes.get(1).id()));
      assertThat(again.address()).isEqualTo(nodes.get(1).address());
      assertThat(cluster.can(Fault.STOP)).isFalse();
      assertThatThrownBy(again::stop).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> cluster.start(NodeSpec.DEFAULT.withId(again.id())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has not ended");
    }
  }

  private static Path logs(String name) {
    return Path.of("target", "harness", name);
  }
}
