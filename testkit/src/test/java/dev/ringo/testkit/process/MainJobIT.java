package dev.ringo.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The main job: three nodes take the machine's package records through all gateways, one node is
 * killed in the middle, and every record is there afterwards, once and whole.
 */
final class MainJobIT {

  private static final int CONNECTIONS = 32;
  private static final Pattern OWNER = Pattern.compile("ringo-(\\p{XDigit}{32})@");

  private enum Victim {
    OWNER,
    ANOTHER_COPY,
    FIRST_STARTED
  }

  @ParameterizedTest
  @EnumSource
  void everyAcknowledgedRecordSurvivesTheKillOf(Victim victim) throws Exception {
    assumeTrue(PackageRecords.exist(), "no dpkg on this machine");
    List<Map.Entry<String, String>> records = List.copyOf(PackageRecords.read().entrySet());
    Path logs = Path.of("target", "main-job", victim.name());
    try (ProcessHarness cluster = ProcessHarness.onLoopback(logs)) {
      List<ProcessNode> nodes = cluster.start(3, NodeSpec.SMALL);
      String created = post(nodes.get(0).gateway().resolve("/mon/data/packages?create"));
      assertThat(created).startsWith("[\"ok\",");
      int owner = indexOf(ownerIn(created), nodes);
      ProcessNode killed =
          switch (victim) {
            case OWNER -> nodes.get(owner);
            case ANOTHER_COPY -> nodes.get((owner + 1) % 3);
            case FIRST_STARTED -> nodes.get(0);
          };
      write(nodes, records, killed);
      for (ProcessNode left : cluster.nodes()) {
        checkAll(left.gateway(), records);
      }
    }
  }

  private static int indexOf(String id, List<ProcessNode> nodes) {
    return nodes.stream().map(node -> node.id().toString()).toList().indexOf(id);
  }

  private static String ownerIn(String created) {
    Matcher matcher = OWNER.matcher(created);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static void write(
      List<ProcessNode> nodes, List<Map.Entry<String, String>> records, ProcessNode killed)
      throws Exception {
    RetryingWriter writer = new RetryingWriter(nodes.stream().map(ProcessNode::gateway).toList());
    AtomicInteger stored = new AtomicInteger();
    AtomicLong killedAt = new AtomicLong();
    AtomicLong resumedAt = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Future<?>> puts = new ArrayList<>();
      for (int i = 0; i < records.size(); i++) {
        Map.Entry<String, String> record = records.get(i);
        int number = i;
        puts.add(
            threads.submit(
                () -> {
                  boolean afterTheKill = killedAt.get() != 0;
                  writer.put(path(record.getKey()), record.getValue(), number);
                  if (afterTheKill) {
                    resumedAt.compareAndSet(0, System.nanoTime());
                  }
                  if (stored.incrementAndGet() == records.size() / 3) {
                    killed.kill();
                    killedAt.set(System.nanoTime());
                  }
                  return null;
                }));
      }
      for (Future<?> put : puts) {
        put.get(10, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    System.out.printf(
        "%d records, node %s killed after a third; the next put was acknowledged %d ms later%n",
        records.size(),
        killed.id(),
        TimeUnit.NANOSECONDS.toMillis(resumedAt.get() - killedAt.get()));
  }

  private static void checkAll(URI gateway, List<Map.Entry<String, String>> records)
      throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    for (Map.Entry<String, String> record : records) {
      HttpRequest get = HttpRequest.newBuilder(gateway.resolve(path(record.getKey()))).build();
      HttpResponse<byte[]> response = http.send(get, BodyHandlers.ofByteArray());
      String body = new String(response.body(), StandardCharsets.ISO_8859_1);
      assertThat(body).isEqualTo(record.getValue().length() + " ok " + record.getValue());
    }
  }

  private static String path(String name) {
    return "/mon/data/packages/"
        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String post(URI uri) throws Exception {
    HttpRequest post = HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build();
    return HttpClient.newHttpClient().send(post, BodyHandlers.ofString()).body();
  }
}
