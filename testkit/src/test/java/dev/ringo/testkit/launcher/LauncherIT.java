package dev.ringo.testkit.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./ringo} promises to operators, with real processes. */
final class LauncherIT {

  private static final String[] ANY_PORTS = {
    "--port", "0", "--http-port", "0", "--management-port", "0"
  };
  private static final Pattern READY =
      Pattern.compile(
          "ready node=(\\p{XDigit}{32}) cluster=127\\.0\\.0\\.1:\\d+"
              + " http=(http://127\\.0\\.0\\.1:\\d+) management=(http://127\\.0\\.0\\.1:\\d+)\n");

  @TempDir private Path directory;

  private Launcher start(String... more) {
    String[] arguments = new String[1 + ANY_PORTS.length + more.length];
    arguments[0] = "start";
    System.arraycopy(ANY_PORTS, 0, arguments, 1, ANY_PORTS.length);
    System.arraycopy(more, 0, arguments, 1 + ANY_PORTS.length, more.length);
    return Launcher.start(directory, arguments);
  }

  @Test
  void aNodeThatServesSaysSoInOneLineAndLeavesInGoodOrder() throws Exception {
    String id = "00112233445566778899aabbccddeeff";
    try (Launcher node = start("--id", id)) {
      node.awaitOut("ready ");
      Matcher ready = READY.matcher(node.out());
      assertThat(ready.matches()).as(node.out()).isTrue();
      assertThat(ready.group(1)).isEqualTo(id);
      assertThat(get(ready.group(3) + "/ready")).startsWith("200");
      assertThat(get(ready.group(3) + "/alive")).startsWith("200");
      assertThat(get(ready.group(3) + "/cluster/members")).contains("id-" + id, "\"Up\"");
      assertThat(get(ready.group(2) + "/mon/ring/nodes")).contains("ringo-" + id + "@127.0.0.1");
      node.terminate();
      assertThat(node.awaitEnd()).isZero();
      assertThat(node.out()).hasLineCount(1);
    }
  }

  @Test
  void aPortInUseEndsTheStartWithOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      try (Launcher node = Launcher.start(directory, "start", "--port", port)) {
        assertThat(node.awaitEnd()).isEqualTo(1);
        assertThat(node.err())
            .isEqualTo("ringo start: --port " + port + ": the port is in use at 127.0.0.1\n");
      }
    }
  }

  @Test
  void aClusterThatCannotBeReachedEndsTheStart() throws Exception {
    try (Launcher node = start("--join", "127.0.0.1:1", "--set", "ringo.node.join-timeout=2s")) {
      assertThat(node.awaitEnd()).isEqualTo(1);
      assertThat(node.err()).contains("no node of --join 127.0.0.1:1 took this one in within 2 s");
      assertThat(node.out()).isEmpty();
    }
  }

  @Test
  void wrongUsageEndsWithTwo() throws Exception {
    try (Launcher node = start("--set", "ringo.no-such-setting=1")) {
      assertThat(node.awaitEnd()).isEqualTo(2);
      assertThat(node.err()).contains("there is no such setting").hasLineCount(1);
    }
  }

  @Test
  void itRunsThroughASymbolicLinkAndFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("r"), Launcher.SCRIPT);
    try (Launcher help = Launcher.start(link, directory, "--help")) {
      assertThat(help.awaitEnd()).isZero();
      assertThat(help.out()).contains("start-nodes");
    }
    Files.delete(link);
  }

  private static String get(String url) throws IOException, InterruptedException {
    var response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }
}
