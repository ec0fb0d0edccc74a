package dev.ringo.testkit.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes at once: their table, their failures and their end. */
final class StartNodesIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int MOST_NODES = 3;

  @TempDir private Path directory;

  private Launcher start(int nodes) throws IOException {
    return Launcher.start(
        directory,
        "start-nodes",
        "--in-memory",
        Integer.toString(nodes),
        "--port",
        firstOfFreePorts(),
        "--http-port",
        firstOfFreePorts(),
        "--management-port",
        firstOfFreePorts());
  }

  /** Below the ports that the system gives out by itself. */
  private static String firstOfFreePorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    while (true) {
      int first = ThreadLocalRandom.current().nextInt(10_000, 30_000);
      try {
        for (int i = 0; i < MOST_NODES; i++) {
          sockets.add(new ServerSocket(first + i, 1, InetAddress.getLoopbackAddress()));
        }
        return Integer.toString(first);
      } catch (IOException taken) {
        // Others, then.
      } finally {
        for (ServerSocket socket : sockets) {
          socket.close();
        }
        sockets.clear();
      }
    }
  }

  /** The processes in the table: the last column. */
  private static List<ProcessHandle> nodesIn(String table) {
    return table
        .lines()
        .skip(1)
        .map(row -> Long.parseLong(row.substring(row.lastIndexOf(' ') + 1)))
        .map(pid -> ProcessHandle.of(pid).orElseThrow())
        .toList();
  }

  private static void signal(String name, long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static void awaitEnd(ProcessHandle node) {
    Awaitility.await().atMost(LIMIT).until(() -> !node.isAlive());
  }

  @Test
  void aDownedNodeIsReportedAndASignalStopsTheOthers() throws Exception {
    try (Launcher fleet = start(3)) {
      fleet.awaitOut("pid");
      String[] table = fleet.out().split("\n", -1);
      assertThat(Arrays.asList(table[0].split(" +")))
          .containsExactly("node", "cluster", "http", "management", "pid");
      List<ProcessHandle> nodes = nodesIn(fleet.out());
      assertThat(nodes).hasSize(3).allMatch(ProcessHandle::isAlive);

      signal("STOP", nodes.get(2).pid());
      fleet.awaitErr("SBR took decision DownUnreachable");
      signal("CONT", nodes.get(2).pid());
      fleet.awaitErr("ended with 4; 2 of 3 go on");
      assertThat(fleet.err()).contains("the cluster went on without this node");

      signal("INT", fleet.pid());
      assertThat(fleet.awaitEnd()).isZero();
      assertThat(nodes).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void itEndsWhenNoNodeIsLeft() throws Exception {
    try (Launcher fleet = start(1)) {
      fleet.awaitOut("pid");
      nodesIn(fleet.out()).get(0).destroyForcibly();
      assertThat(fleet.awaitEnd()).isEqualTo(1);
      assertThat(fleet.err()).contains("ended with 137; 0 of 1 go on");
    }
  }

  @Test
  void nodesDoNotOutliveTheirParent() throws Exception {
    try (Launcher fleet = start(1)) {
      fleet.awaitOut("pid");
      ProcessHandle node = nodesIn(fleet.out()).get(0);
      fleet.kill();
      awaitEnd(node);
    }
  }
}
