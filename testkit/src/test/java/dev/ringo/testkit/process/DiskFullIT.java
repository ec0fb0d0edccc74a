package dev.ringo.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringo.testkit.harness.GatewayClient;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import dev.ringo.testkit.history.DomainChecker;
import dev.ringo.testkit.history.DomainHistory;
import dev.ringo.testkit.history.DomainHistory.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes no more: here, files that may not become larger (setrlimit, RLIMIT_FSIZE). */
final class DiskFullIT {

  private static final Duration GENEROUS = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofSeconds(5);
  private static final int LARGEST_FILE = 300_000;
  private static final String VALUE = "v".repeat(50_000);

  @TempDir private Path data;

  private final DomainHistory full = new DomainHistory();
  private final DomainHistory other = new DomainHistory();

  @Test
  void aDomainThatHasNoRoomStandsStillTheOthersGoOnAndItComesBackByItself() throws Exception {
    NodeSpec spec = NodeSpec.SMALL.withData(data);
    try (ProcessHarness cluster = ProcessHarness.onLoopback(Path.of("target", "disk-full"))) {
      ProcessNode node = cluster.start(spec);
      GatewayClient fills = GatewayClient.of(cluster, "full", full, SHORT);
      GatewayClient goesOn = GatewayClient.of(cluster, "other", other, GENEROUS);
      fills.create();
      goesOn.create();
      assertThat(fills.put("key", "before")).isEqualTo(Outcome.STORED);

      limitFiles(node, Integer.toString(LARGEST_FILE));
      int stored = 0;
      while (fills.put("key", stored + VALUE) == Outcome.STORED) {
        stored++;
        assertThat(stored).isLessThan(LARGEST_FILE / VALUE.length());
      }
      assertThat(goesOn.put("key", "while the other one is full")).isEqualTo(Outcome.STORED);
      assertThat(fills.get("key")).isPresent();
      assertThat(node.log()).contains("could not be written");
      assertThat(troubleOf(node)).contains("could not be written", "data");

      limitFiles(node, "unlimited");
      GatewayClient again = GatewayClient.of(cluster, "full", full, GENEROUS);
      assertThat(again.put("key", "after")).isEqualTo(Outcome.STORED);
      assertThat(again.get("key").orElseThrow()).contains("before", "after");
      assertThat(troubleOf(node)).isEmpty();

      node.kill();
      cluster.start(spec.withId(node.id()));
      assertThat(again.get("key").orElseThrow()).contains("before", "after");
      assertThat(goesOn.get("key")).isPresent();
      assertThat(DomainChecker.check(full).violations()).isEmpty();
      assertThat(DomainChecker.check(other).violations()).isEmpty();
    }
  }

  private static String troubleOf(ProcessNode node) throws Exception {
    URI nodes = node.gateway().resolve("/mon/ring/nodes?detail");
    HttpRequest request = HttpRequest.newBuilder(nodes).timeout(Duration.ofSeconds(20)).build();
    String body = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    return new ObjectMapper().readTree(body).get(0).get("trouble").asText();
  }

  private static void limitFiles(ProcessNode node, String bytes) throws Exception {
    String pid = Long.toString(node.pid().orElseThrow());
    int exitCode =
        new ProcessBuilder(List.of("prlimit", "--pid", pid, "--fsize=" + bytes + ":unlimited"))
            .inheritIO()
            .start()
            .waitFor();
    if (exitCode != 0) {
      throw new IOException("prlimit ended with " + exitCode);
    }
  }
}
