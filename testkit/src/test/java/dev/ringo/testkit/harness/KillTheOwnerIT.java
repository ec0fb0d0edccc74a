package dev.ringo.testkit.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.client.CreateResult.Created;
import dev.ringo.client.PutResult.Stored;
import dev.ringo.ring.DomainName;
import dev.ringo.testkit.history.DomainChecker;
import dev.ringo.testkit.history.DomainHistory;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** An example of a test with the harness; docs/testing.md goes through it. */
final class KillTheOwnerIT {

  @Test
  void whatWasAcknowledgedOutlivesItsOwner() {
    DomainHistory history = new DomainHistory();
    try (LocalHarness cluster = new LocalHarness()) {
      cluster.start(3, NodeSpec.DEFAULT);
      Created archive = (Created) client(cluster.nodes().get(0), history).create();
      LocalNode owner = node(cluster, node -> node.id().equals(archive.owner().id()));
      LocalNode other = node(cluster, node -> !node.equals(owner));
      RecordingClient client = client(other, history);

      for (int i = 0; i < 100; i++) {
        assertThat(client.put("greeting", "value " + i)).isInstanceOf(Stored.class);
      }
      owner.kill();
      assertThat(client.get("greeting").orElseThrow()).hasSize(100);
      assertThat(client.put("greeting", "after the kill")).isInstanceOf(Stored.class);
      assertThat(client.get("greeting").orElseThrow()).hasSize(101);
    }
    assertThat(DomainChecker.check(history).violations()).isEmpty();
  }

  private static RecordingClient client(LocalNode node, DomainHistory history) {
    DomainName domain = DomainName.of("archive");
    return new RecordingClient(node.client(), domain, history, Duration.ofSeconds(30));
  }

  private static LocalNode node(LocalHarness cluster, Predicate<LocalNode> which) {
    return cluster.nodes().stream().filter(which).findFirst().orElseThrow();
  }
}
