package dev.ringo.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.node.Main;
import dev.ringo.replica.ChunkFile;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.testkit.harness.GatewayClient;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import dev.ringo.testkit.history.DomainChecker;
import dev.ringo.testkit.history.DomainHistory;
import dev.ringo.testkit.history.DomainHistory.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of nodes whose directories were lost, copied, or are in use. */
final class DirectoriesIT {

  private static final Duration GENEROUS = Duration.ofMinutes(2);
  private static final int KEYS = 20;

  @TempDir private Path data;
  @TempDir private Path other;

  private final DomainHistory history = new DomainHistory();

  @Test
  void aDirectoryThatWasEmptiedIsFilledAgainAndNothingIsLost() throws Exception {
    NodeSpec spec = NodeSpec.SMALL.withData(data);
    try (ProcessHarness cluster = ProcessHarness.onLoopback(Path.of("target", "emptied"))) {
      List<ProcessNode> nodes = cluster.start(3, spec);
      GatewayClient client = GatewayClient.of(cluster, "archive", history, GENEROUS);
      client.create();
      putAll(client);

      nodes.get(1).kill();
      empty(data.resolve(nodes.get(1).id().toString()));
      putAll(client);
      ProcessNode emptied = cluster.start(spec.withId(nodes.get(1).id()));
      Awaitility.await("the emptied node has a whole copy that counts")
          .atMost(GENEROUS)
          .ignoreException(IOException.class)
          .until(() -> HeldCopies.whole(cluster, 3).contains(emptied));
      nodes.get(2).kill();
      putAll(client);
      IntStream.range(0, KEYS).forEach(key -> assertThat(client.get("key" + key)).isPresent());
      assertThat(DomainChecker.check(history).violations()).isEmpty();
    }
  }

  @Test
  void aDirectoryThatIsInUseOrACopyIsRefused() throws Exception {
    NodeSpec spec = NodeSpec.SMALL.withData(data);
    try (ProcessHarness cluster = ProcessHarness.onLoopback(Path.of("target", "copied"))) {
      ProcessNode node = cluster.start(spec);
      Path directory = data.resolve(node.id().toString());

      assertThat(startOn(directory)).contains("is in use by another process");

      Path renamed = other.resolve(NodeId.random().toString());
      copy(directory, renamed);
      assertThat(startOn(renamed)).contains("whose name it has to have");

      Path copied = other.resolve(node.id().toString());
      copy(directory, copied);
      assertThat(startOn(copied, "--join", node.cluster()))
          .contains("is node " + node.id() + " too");
    }
  }

  @Test
  void whatIsInTheFilesCanBeReadAndCheckedWithoutTheNode() throws Exception {
    NodeSpec spec = NodeSpec.SMALL.withData(data);
    try (ProcessHarness cluster = ProcessHarness.onLoopback(Path.of("target", "files"))) {
      ProcessNode node = cluster.start(spec);
      GatewayClient client = GatewayClient.of(cluster, "archive", history, GENEROUS);
      client.create();
      putAll(client);
      client.put("large", "x".repeat(1_000_000));
      String directory = data.resolve(node.id().toString()).toString();
      assertThat(ringo(0, "info", directory)).contains("in use yes", "archive");
      assertThat(ringo(0, "verify", directory)).contains(" " + (KEYS + 1) + " entries");
      assertThat(ringo(0, "cat", directory, "archive").lines()).hasSize(KEYS + 1);

      node.kill();
      Path events = ChunkFile.of(Path.of(directory), DomainName.of("archive"), 0).resolve("data");
      byte[] bytes = Files.readAllBytes(events);
      // In the value of some entry, in the middle of the file.
      bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("value 9")] ^= 1;
      Files.write(events, bytes);
      Path value = valueIn(events.getParent());
      byte[] longValue = Files.readAllBytes(value);
      longValue[300_000] ^= 1;
      Files.write(value, longValue);
      assertThat(ringo(1, "verify", directory))
          .contains("archive chunk 0", "wrong CRC")
          .contains(value.getFileName() + " is damaged between bytes 262144 and 524288");
      assertThat(ringo(1, "cat", directory, "archive").lines().filter(line -> line.startsWith("{")))
          .hasSize(KEYS - 1);
    }
  }

  private static Path valueIn(Path copy) throws IOException {
    try (Stream<Path> files = Files.list(copy)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("value-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private String ringo(int exitCode, String... arguments) throws Exception {
    Path output = other.resolve("output");
    Process process = start(output, List.of(arguments));
    assertThat(process.waitFor(GENEROUS.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(output)).isNotEmpty();
    assertThat(process.exitValue()).isEqualTo(exitCode);
    return Files.readString(output);
  }

  private static Process start(Path output, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** What a node says that does not start. */
  private String startOn(Path directory, String... arguments) throws Exception {
    Path output = other.resolve("output");
    List<String> command = new ArrayList<>(List.of("start", "--data", directory.toString()));
    command.addAll(List.of("--port=0", "--http-port=0", "--management-port=0"));
    command.addAll(List.of(arguments));
    Process process = start(output, command);
    try {
      assertThat(process.waitFor(GENEROUS.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isNotZero();
      return Files.readString(output);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private void putAll(GatewayClient client) {
    for (int key = 0; key < KEYS; key++) {
      assertThat(client.put("key" + key, "value " + history.size())).isEqualTo(Outcome.STORED);
    }
  }

  private static void empty(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        if (!file.equals(directory)) {
          Files.delete(file);
        }
      }
    }
  }
}
