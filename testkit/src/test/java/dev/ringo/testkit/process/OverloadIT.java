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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A small node that is sent several times what it can keep says so, keeps what it acknowledged, and
 * goes on serving.
 */
final class OverloadIT {

  private static final int CONNECTIONS = 64;
  private static final int PUTS = 60_000;
  private static final int VALUE_BYTES = 10_000;
  private static final String STORED = "200 stored";
  private static final String FULL = "507 not-stored";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void aFullNodeRefusesPutsAndServesGets() throws Exception {
    byte[] value = new byte[VALUE_BYTES];
    new Random(1).nextBytes(value);
    Path logs = Path.of("target", "overload");
    try (ProcessHarness cluster = ProcessHarness.onLoopback(logs)) {
      ProcessNode node = cluster.start(NodeSpec.DEFAULT.withJvmOptions("-Xmx256m"));
      String domain = node.gateway() + "/mon/data/burst";
      send(HttpRequest.newBuilder(URI.create(domain + "?create")).POST(BodyPublishers.noBody()));
      Queue<Integer> stored = new ConcurrentLinkedQueue<>();
      Map<String, AtomicInteger> answers = new ConcurrentSkipListMap<>();
      inParallel(
          i -> {
            HttpResponse<byte[]> put =
                send(
                    HttpRequest.newBuilder(URI.create(domain + "/k" + i))
                        .POST(BodyPublishers.ofByteArray(value)));
            String result = put.headers().firstValue("Ringo-Result").orElse("stored");
            answers
                .computeIfAbsent(put.statusCode() + " " + result, answer -> new AtomicInteger())
                .incrementAndGet();
            if (put.statusCode() == 200) {
              stored.add(i);
            }
          });
      for (int i : stored) {
        byte[] found =
            send(HttpRequest.newBuilder(URI.create(domain + "/k" + i + "?single"))).body();
        assertThat(found).as("k" + i + " of " + answers).isEqualTo(value);
      }
      String figures = text(node.gateway().resolve("/mon/ring/nodes"));
      System.out.println("answers to " + PUTS + " puts of 10 kB into 256 MiB: " + answers);
      Map<String, AtomicInteger> others = new ConcurrentSkipListMap<>(answers);
      assertThat(others.remove(STORED)).as(figures).isNotNull();
      assertThat(others.remove(FULL)).as("%s %s %s", answers, figures, node.log()).isNotNull();
      assertThat(others.keySet()).allMatch(answer -> answer.startsWith("503 "));
      assertThat(node.isAlive()).isTrue();
      assertThat(node.log()).doesNotContain("OutOfMemoryError");
    }
  }

  private interface Job {
    void run(int number) throws Exception;
  }

  private static void inParallel(Job job) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      AtomicInteger next = new AtomicInteger();
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        workers.add(
            threads.submit(
                () -> {
                  for (int number = next.getAndIncrement();
                      number < PUTS;
                      number = next.getAndIncrement()) {
                    job.run(number);
                  }
                  return null;
                }));
      }
      for (Future<?> worker : workers) {
        worker.get(10, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private String text(URI uri) throws Exception {
    return new String(send(HttpRequest.newBuilder(uri)).body(), StandardCharsets.ISO_8859_1);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }
}
