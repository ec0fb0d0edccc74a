package dev.ringo.testkit.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringo.entry.Frame;
import dev.ringo.journal.FileJournal;
import dev.ringo.node.files.VerifyCommand;
import dev.ringo.replica.ChunkFile;
import dev.ringo.ring.DomainName;
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
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Bytes that are wrong in every copy's file but one. */
final class MendIT {

  private static final Duration GENEROUS = Duration.ofMinutes(2);
  private static final int ENTRIES = 240;
  private static final int KEYS = 60;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path data;

  private final DomainHistory history = new DomainHistory();
  private final Random random = new Random(1);

  @Test
  void getsStayRightAndAScrubMendsAll() throws Exception {
    NodeSpec spec = NodeSpec.SMALL.withData(data);
    try (ProcessHarness cluster = ProcessHarness.onLoopback(Path.of("target", "mend"))) {
      List<ProcessNode> nodes = cluster.start(3, spec);
      GatewayClient client = GatewayClient.of(cluster, "archive", history, GENEROUS);
      client.create();
      for (int i = 0; i < ENTRIES; i++) {
        assertThat(client.put("key" + i % KEYS, "value " + i)).isEqualTo(Outcome.STORED);
      }
      GatewayClient broken = GatewayClient.of(cluster, "broken", history, GENEROUS);
      broken.create();
      assertThat(broken.put("key", "one")).isEqualTo(Outcome.STORED);
      List<NodeSpec> again = nodes.stream().map(node -> spec.withId(node.id())).toList();
      nodes.forEach(ProcessNode::kill);
      List<Path> files = nodes.stream().map(node -> fileOf(node, "archive")).toList();
      List<byte[]> whole = new ArrayList<>();
      for (int copy = 0; copy < files.size(); copy++) {
        whole.add(Files.readAllBytes(files.get(copy)));
        damage(files.get(copy), copy);
      }

      breakTrailers(fileOf(nodes.get(0), "broken"));
      changeValue(fileOf(nodes.get(1), "broken"));

      nodes = cluster.start(again);
      IntStream.range(0, KEYS)
          .forEach(key -> assertThat(client.get("key" + key).orElseThrow()).hasSize(4));
      ProcessNode first = nodes.get(0);
      Awaitility.await("a copy that cannot be read is put aside, and there is another one")
          .atMost(GENEROUS)
          .until(() -> asideOn(first) == 1 && Files.exists(fileOf(first, "broken")));
      HttpRequest.Builder scrub = HttpRequest.newBuilder(scrubOf(nodes.get(0)));
      scrub.header("Ringo-Command", "scrub").POST(BodyPublishers.noBody());
      assertThat(send(scrub).statusCode()).isEqualTo(202);
      URI progress = scrubOf(nodes.get(1));
      Awaitility.await("all copies are read through and mended")
          .atMost(GENEROUS)
          .untilAsserted(() -> assertThat(isDone(progress)).isTrue());
      IntStream.range(0, KEYS).forEach(key -> assertThat(client.get("key" + key)).isPresent());
      assertThat(DomainChecker.check(history).violations()).isEmpty();

      nodes.forEach(ProcessNode::kill);
      for (int copy = 0; copy < files.size(); copy++) {
        byte[] mended = Files.readAllBytes(files.get(copy));
        assertThat(Arrays.copyOf(mended, whole.get(copy).length)).isEqualTo(whole.get(copy));
        String directory = data.resolve(again.get(copy).id().orElseThrow().toString()).toString();
        assertThat(new CommandLine(new VerifyCommand()).execute(directory)).isZero();
      }
    }
  }

  private Path fileOf(ProcessNode node, String domain) {
    Path directory = data.resolve(node.id().toString());
    return ChunkFile.of(directory, DomainName.of(domain), 0).resolve("data");
  }

  private long asideOn(ProcessNode node) {
    String[] names = data.resolve(node.id().toString()).toFile().list();
    return Arrays.stream(names).filter(name -> name.startsWith(FileJournal.ASIDE)).count();
  }

  /** More than can be mended: what was in the file cannot be told any more. */
  private static void breakTrailers(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at < bytes.length; ) {
      Frame frame = Frame.at(bytes, at);
      int length = frame.length();
      boolean isFirst = at == Frame.at(bytes, 0).length();
      if (frame.has(Frame.TRAILER) && !isFirst && at + length < bytes.length) {
        Arrays.fill(bytes, at + 20, at + 60, (byte) 0);
      }
      at += length;
    }
    Files.write(file, bytes);
  }

  /** Every second entry in two of the three copies, and every fourth frame of the journal's own. */
  private void damage(Path file, int copy) throws IOException {
    for (String log : List.of("commit-0", "commit-1")) {
      // It would have what is damaged here too, and put it right at the start.
      Files.delete(file.getParent().resolveSibling(log));
    }
    byte[] bytes = Files.readAllBytes(file);
    int entry = 0;
    int other = 0;
    for (int at = 0; at < bytes.length; ) {
      Frame frame = Frame.at(bytes, at);
      int length = frame.length();
      boolean isDamagedHere = entry % 2 == 0 && entry / 2 % 3 != copy;
      boolean isFlipped;
      if (frame.has(Frame.NOTE)) {
        isFlipped = isDamagedHere && entry % 8 == 0;
      } else if (frame.has(Frame.SKIP)) {
        isFlipped = other++ % 4 == 0;
      } else {
        isFlipped = isDamagedHere && entry % 8 != 0;
        entry++;
      }
      if (isFlipped) {
        bytes[at + random.nextInt(length)] ^= (byte) (1 + random.nextInt(255));
      }
      at += length;
    }
    Files.write(file, bytes);
  }

  /** As if it had been written so: its CRCs are right. */
  private static void changeValue(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = 0;
    while (Frame.at(bytes, at).has(Frame.SKIP)) {
      at += Frame.at(bytes, at).length();
    }
    Frame frame = Frame.at(bytes, at);
    byte[] other = Frame.encode(frame.id(), 0, frame.key(), "two".getBytes(ISO_8859_1));
    System.arraycopy(other, 0, bytes, at, other.length);
    Files.write(file, bytes);
  }

  private static boolean isDone(URI progress) throws IOException {
    JsonNode nodes = new ObjectMapper().readTree(send(HttpRequest.newBuilder(progress)).body());
    boolean done = nodes.size() == 3;
    int differing = 0;
    for (JsonNode node : nodes) {
      done &= node.path("left").asInt(1) == 0 && node.path("damaged").asInt(1) == 0;
      done &= node.path("mended").asInt() > 0;
      differing += node.path("differing").asInt();
    }
    return done && differing > 0;
  }

  private static URI scrubOf(ProcessNode node) {
    return node.gateway().resolve("/mon/ring/scrub");
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return HTTP.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
