package dev.ringo.testkit.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.client.PutResult.Stored;
import dev.ringo.ring.DomainName;
import dev.ringo.testkit.history.DomainChecker;
import dev.ringo.testkit.history.DomainHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on disk in the test's JVM. */
final class LocalRestartIT {

  @TempDir private Path data;

  private final DomainHistory history = new DomainHistory();

  @Test
  void nodesThatAreAllStartedAgainHaveWhatTheyHad() {
    NodeSpec spec = NodeSpec.DEFAULT.withData(data);
    try (LocalHarness cluster = new LocalHarness()) {
      List<LocalNode> nodes = cluster.start(3, spec);
      RecordingClient client = client(nodes.get(0));
      client.create();
      for (int i = 0; i < 100; i++) {
        assertThat(client.put("key", "value " + i)).isInstanceOf(Stored.class);
      }

      nodes.forEach(LocalNode::kill);
      nodes = nodes.stream().map(node -> cluster.start(spec.withId(node.id()))).toList();
      assertThat(client(nodes.get(2)).get("key").orElseThrow()).hasSize(100);
      assertThat(client(nodes.get(1)).put("key", "after")).isInstanceOf(Stored.class);
    }
    assertThat(DomainChecker.check(history).violations()).isEmpty();
  }

  private RecordingClient client(LocalNode node) {
    return new RecordingClient(
        node.client(), DomainName.of("archive"), history, Duration.ofSeconds(60));
  }
}
