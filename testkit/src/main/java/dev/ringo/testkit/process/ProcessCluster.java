package dev.ringo.testkit.process;

import dev.ringo.testkit.process.NodeProcess.Ready;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Some nodes in processes of their own on this machine, which form one cluster. Closing it kills
 * those that are left.
 */
public final class ProcessCluster implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final Path directory;
  private final List<String> jvmOptions;
  private final List<String> settings;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final List<Ready> ready = new ArrayList<>();
  private final List<int[]> ports = new ArrayList<>();
  private int restarts;

  /** Where the others join. */
  private String seed;

  private ProcessCluster(Path directory, List<String> jvmOptions, List<String> settings) {
    this.directory = directory;
    this.jvmOptions = List.copyOf(jvmOptions);
    this.settings = List.copyOf(settings);
  }

  /**
   * Starts nodes and waits until all serve.
   *
   * @param directory for what they print
   * @param settings as {@code KEY=VALUE}
   */
  public static ProcessCluster start(
      int nodes, Path directory, List<String> jvmOptions, List<String> settings) {
    ProcessCluster cluster = new ProcessCluster(directory, jvmOptions, settings);
    try {
      for (int i = 0; i < nodes; i++) {
        cluster.startNode();
      }
      cluster.nodes.forEach(node -> cluster.ready.add(node.awaitReady(START_LIMIT)));
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private void startNode() {
    int[] own = freePorts(3);
    ports.add(own);
    List<String> join = nodes.isEmpty() ? List.of() : List.of("--join", seed);
    if (nodes.isEmpty()) {
      seed = "127.0.0.1:" + own[0];
    }
    nodes.add(startNode("node-" + nodes.size(), own, join));
  }

  private NodeProcess startNode(String name, int[] own, List<String> more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--port", Integer.toString(own[0])));
    arguments.addAll(List.of("--http-port", Integer.toString(own[1])));
    arguments.addAll(List.of("--management-port", Integer.toString(own[2])));
    arguments.addAll(more);
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return NodeProcess.start(directory, name, jvmOptions, arguments);
  }

  /** Starts a node that ended anew, with its id and its ports, and waits until it serves. */
  public void restart(int i) {
    int other = (i + 1) % nodes.size();
    List<String> more = List.of("--id", ready.get(i).node(), "--join", ready.get(other).cluster());
    restarts++;
    nodes.set(i, startNode("node-" + i + "-again-" + restarts, ports.get(i), more));
    ready.set(i, nodes.get(i).awaitReady(START_LIMIT));
  }

  private static int[] freePorts(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      int[] ports = new int[count];
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        ports[i] = socket.getLocalPort();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      sockets.forEach(ProcessCluster::close);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int size() {
    return nodes.size();
  }

  public NodeProcess node(int i) {
    return nodes.get(i);
  }

  public Ready ready(int i) {
    return ready.get(i);
  }

  /** Which node has an id, 32 hex digits. */
  public int indexOf(String id) {
    for (int i = 0; i < ready.size(); i++) {
      if (ready.get(i).node().equals(id)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no node " + id + " among " + ready);
  }

  @Override
  public void close() {
    nodes.stream().filter(NodeProcess::isAlive).forEach(NodeProcess::kill);
  }
}
