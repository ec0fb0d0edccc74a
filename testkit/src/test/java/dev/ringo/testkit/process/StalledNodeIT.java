package dev.ringo.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The owner's node stands still for 20 s and then goes on as if nothing had been: the others take
 * over meanwhile, what it acknowledges is there, and it ends or stays a member.
 */
final class StalledNodeIT {

  private static final Duration STALL = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int DOWNED = 4;
  private static final Pattern OWNER = Pattern.compile("ringo-(\\p{XDigit}{32})@");
  private static final Pattern UP = Pattern.compile("\"status\":\"Up\"");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aStalledOwnerDoesNoHarmAndItsNodeCanBeStartedAgain() throws Exception {
    Path logs = Path.of("target", "stalled-node");
    try (ProcessHarness harness = ProcessHarness.onLoopback(logs)) {
      List<ProcessNode> cluster = new ArrayList<>(harness.start(3, NodeSpec.SMALL));
      int stalled = ownerOf(post(gateway(cluster, 0) + "/mon/data/stall?create").body(), cluster);
      List<URI> others =
          IntStream.range(0, 3)
              .filter(i -> i != stalled)
              .mapToObj(i -> URI.create(gateway(cluster, i)))
              .toList();
      RetryingWriter writer = new RetryingWriter(others);
      List<String> stored = new ArrayList<>();
      write(writer, "before", stored);

      ProcessNode node = cluster.get(stalled);
      node.stop();
      long stalledAt = System.nanoTime();
      // These wait in the stalled node's sockets until it goes on.
      List<CompletableFuture<HttpResponse<String>>> uncertain = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        uncertain.add(postLater(gateway(cluster, stalled) + "/mon/data/stall/uncertain-" + i));
      }
      String answer = writer.put("/mon/data/stall/taken-over", "taken-over", 0);
      stored.add("taken-over");
      assertThat(ownerOf(answer, cluster)).isNotEqualTo(stalled);
      write(writer, "meanwhile", stored);
      Awaitility.await("20 s of stall")
          .atMost(LIMIT)
          .until(() -> System.nanoTime() - stalledAt >= STALL.toNanos());
      node.resume();

      for (int i = 0; i < uncertain.size(); i++) {
        if (isAcknowledged(uncertain.get(i))) {
          stored.add("uncertain-" + i);
        }
      }
      write(writer, "after", stored);
      Awaitility.await("the node to end, or to be a member again")
          .atMost(LIMIT)
          .until(() -> !node.isAlive() || membersSeenBy(cluster, others) == 3);
      if (!node.isAlive()) {
        assertThat(node.awaitEnd(LIMIT)).isEqualTo(DOWNED);
        cluster.set(stalled, harness.start(NodeSpec.SMALL.withId(node.id())));
      }
      Awaitility.await("all three to be members")
          .atMost(LIMIT)
          .until(() -> membersSeenBy(cluster, others) == 3);
      for (int i = 0; i < 3; i++) {
        checkAll(gateway(cluster, i), stored);
      }
    }
  }

  private static String gateway(List<ProcessNode> cluster, int node) {
    return cluster.get(node).gateway().toString();
  }

  private static int ownerOf(String answer, List<ProcessNode> cluster) {
    Matcher matcher = OWNER.matcher(answer);
    assertThat(matcher.find()).as(answer).isTrue();
    return cluster.stream().map(node -> node.id().toString()).toList().indexOf(matcher.group(1));
  }

  private static void write(RetryingWriter writer, String name, List<String> stored)
      throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      writer.put("/mon/data/stall/" + name + "-" + i, name + "-" + i, i);
      stored.add(name + "-" + i);
    }
  }

  private HttpResponse<String> post(String uri) throws Exception {
    return http.send(request(uri), BodyHandlers.ofString());
  }

  /** The value is the key. */
  private CompletableFuture<HttpResponse<String>> postLater(String uri) {
    return http.sendAsync(request(uri), BodyHandlers.ofString());
  }

  private static HttpRequest request(String uri) {
    return HttpRequest.newBuilder(URI.create(uri))
        .timeout(LIMIT)
        .POST(BodyPublishers.ofString(uri.substring(uri.lastIndexOf('/') + 1)))
        .build();
  }

  /** An answer other than "ok", and none at all, are no promise. */
  private static boolean isAcknowledged(CompletableFuture<HttpResponse<String>> response)
      throws Exception {
    try {
      HttpResponse<String> answer = response.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
      return answer.statusCode() == 200 && answer.body().startsWith("[\"ok\"");
    } catch (CompletionException e) {
      return false;
    }
  }

  private long membersSeenBy(List<ProcessNode> cluster, List<URI> others) {
    return IntStream.range(0, cluster.size())
        .filter(i -> others.contains(URI.create(gateway(cluster, i))))
        .mapToLong(i -> membersSeenBy(cluster, i))
        .min()
        .orElse(0);
  }

  private long membersSeenBy(List<ProcessNode> cluster, int node) {
    URI members = cluster.get(node).management().resolve("/cluster/members");
    HttpRequest get = HttpRequest.newBuilder(members).build();
    String body = http.sendAsync(get, BodyHandlers.ofString()).join().body();
    return UP.matcher(body).results().count();
  }

  private void checkAll(String gateway, List<String> stored) throws Exception {
    for (String key : stored) {
      HttpRequest get =
          HttpRequest.newBuilder(URI.create(gateway + "/mon/data/stall/" + key)).build();
      String body = http.send(get, BodyHandlers.ofString()).body();
      assertThat(body).as(key + " through " + gateway).isEqualTo(key.length() + " ok " + key);
    }
  }
}
