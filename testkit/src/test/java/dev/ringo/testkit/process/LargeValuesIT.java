package dev.ringo.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three small nodes on disk take and serve values of 100 MB on 8 connections at once, while one of
 * them is killed, and has all of them when it is back.
 */
final class LargeValuesIT {

  private static final int CONNECTIONS = 8;
  private static final int LENGTH = 100_000_000;
  private static final Duration GENEROUS = Duration.ofMinutes(3);

  @TempDir private Path directory;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicLong sent = new AtomicLong();

  /** The bytes of one of the values. Those of others are different at every place. */
  private final class Bytes extends InputStream {
    private final byte[] pattern = new byte[1_000_000];
    private int at;

    Bytes(int number) {
      new Random(number).nextBytes(pattern);
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) {
      if (at == LENGTH) {
        return -1;
      }
      int place = at % pattern.length;
      if (place == 0) {
        pattern[0] = (byte) (at / pattern.length);
      }
      int length = Math.min(most, pattern.length - place);
      System.arraycopy(pattern, place, into, from, length);
      at += length;
      sent.addAndGet(length);
      return length;
    }
  }

  @Test
  void smallNodesTakeAndServeLargeValues() throws Exception {
    NodeSpec spec = NodeSpec.SMALL.withData(directory);
    try (ProcessHarness cluster = ProcessHarness.onLoopback(Path.of("target", "large"))) {
      List<ProcessNode> nodes = cluster.start(3, spec);
      ProcessNode gateway = nodes.get(0);
      ProcessNode victim = nodes.get(2);
      send(gateway, "?create", BodyPublishers.noBody());

      long start = System.nanoTime();
      List<Future<?>> puts = new ArrayList<>();
      ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
      for (int i = 0; i < CONNECTIONS; i++) {
        int number = i;
        puts.add(threads.submit(() -> put(gateway, number)));
      }
      Awaitility.await("half of the bytes")
          .atMost(GENEROUS)
          .until(() -> sent.get() > (long) CONNECTIONS * LENGTH / 2);
      victim.kill();
      for (Future<?> put : puts) {
        put.get(GENEROUS.toSeconds(), TimeUnit.SECONDS);
      }
      report("put", start);

      ProcessNode back = cluster.start(spec.withId(victim.id()));
      Awaitility.await("the node that was killed has all values")
          .atMost(GENEROUS)
          .until(() -> wholeValuesOf(back) == CONNECTIONS);
      assertThat(chunksOf(back)).as("chunks, by the lengths of their values").isGreaterThan(3);
      nodes.get(1).kill();

      start = System.nanoTime();
      List<Future<?>> gets = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        int number = i;
        gets.add(threads.submit(() -> get(back, number)));
      }
      for (Future<?> get : gets) {
        get.get(GENEROUS.toSeconds(), TimeUnit.SECONDS);
      }
      report("got", start);
      threads.shutdown();
    }
  }

  private static void report(String what, long startNanos) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s %d values of 100 MB at once in %.1f s: %.0f MB/s%n",
        what,
        CONNECTIONS,
        seconds,
        CONNECTIONS * (LENGTH / 1e6) / seconds);
  }

  private long wholeValuesOf(ProcessNode node) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(node.id().toString()))) {
      return files
          .filter(file -> file.getParent().getFileName().toString().startsWith("rdomain-"))
          .filter(file -> file.getFileName().toString().matches("value-[0-9A-F]+-[0-9A-F]+"))
          .filter(file -> file.toFile().length() == LENGTH)
          .count();
    }
  }

  private long chunksOf(ProcessNode node) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(node.id().toString()))) {
      return files.filter(file -> file.getFileName().toString().startsWith("rdomain-")).count();
    }
  }

  private Void put(ProcessNode node, int number) throws Exception {
    BodyPublisher body =
        BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> new Bytes(number)), LENGTH);
    HttpResponse<InputStream> reply = send(node, "/k" + number + "?timeout=60000", body);
    assertThat(reply.statusCode()).as(node.toString()).isEqualTo(200);
    String text =
        new String(reply.body().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(text).startsWith("[\"ok\"");
    return null;
  }

  private Void get(ProcessNode node, int number) throws Exception {
    URI target = node.gateway().resolve("/mon/data/large/k" + number + "?single");
    HttpResponse<InputStream> reply =
        http.send(HttpRequest.newBuilder(target).build(), BodyHandlers.ofInputStream());
    assertThat(reply.statusCode()).as(node.toString()).isEqualTo(200);
    try (InputStream found = reply.body();
        InputStream expected = new Bytes(number)) {
      byte[] wanted = new byte[1_000_000];
      for (int at = 0; at < LENGTH; at += wanted.length) {
        expected.readNBytes(wanted, 0, wanted.length);
        assertThat(Arrays.equals(found.readNBytes(wanted.length), wanted))
            .as("bytes from %d of value %d", at, number)
            .isTrue();
      }
      assertThat(found.read()).isNegative();
    }
    return null;
  }

  private HttpResponse<InputStream> send(ProcessNode node, String path, BodyPublisher body) {
    URI target = URI.create(node.gateway() + "/mon/data/large" + path);
    try {
      return http.send(
          HttpRequest.newBuilder(target).POST(body).build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
