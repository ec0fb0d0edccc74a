package dev.ringo.testkit.harness;

import dev.ringo.ring.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Nodes as processes on this machine: the program as operators run it, with real signals. Where the
 * machine allows it, each has a network of its own, which can be cut.
 *
 * <p>Nothing is left when the test ends. If it is killed, the nodes end with it; networks, and a
 * node that is stopped in one, are removed by the next harness that makes networks.
 */
public final class ProcessHarness implements ClusterHarness {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final Path logs;
  private final Network network;
  private final Map<NodeId, Place> places = new HashMap<>();
  private final List<ProcessNode> nodes = new ArrayList<>();
  private final Thread atExit = new Thread(this::endAll, "ringo-harness-end");
  private int started;
  private boolean ended;

  private ProcessHarness(Path logs, Network network) {
    this.logs = logs;
    this.network = network;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * A cluster at 127.0.0.1, which cannot be cut.
   *
   * @param logs the directory for what the nodes print
   */
  public static ProcessHarness onLoopback(Path logs) {
    return new ProcessHarness(logs, new Loopback("the harness was made with onLoopback"));
  }

  /**
   * A cluster that can be cut, if the machine allows it; otherwise one at 127.0.0.1.
   *
   * @param logs the directory for what the nodes print
   */
  public static ProcessHarness inNamespaces(Path logs) {
    Network network = whyNoNamespaces().<Network>map(Loopback::new).orElseGet(Namespaces::new);
    return new ProcessHarness(logs, network);
  }

  /** Why nothing can be cut on this machine; empty if it can. */
  public static Optional<String> whyNoNamespaces() {
    return Namespaces.whyNot();
  }

  @Override
  public List<ProcessNode> start(int count, NodeSpec spec) {
    return start(Collections.nCopies(count, spec));
  }

  @Override
  public List<ProcessNode> start(List<NodeSpec> specs) {
    List<ProcessNode> fresh = specs.stream().map(this::launch).toList();
    try {
      fresh.forEach(node -> node.awaitReady(START_LIMIT));
      return fresh;
    } catch (RuntimeException e) {
      fresh.forEach(ProcessNode::kill);
      throw e;
    }
  }

  @Override
  public ProcessNode start(NodeSpec spec) {
    return start(List.of(spec)).get(0);
  }

  private synchronized ProcessNode launch(NodeSpec spec) {
    if (ended) {
      throw new IllegalStateException("the harness is closed");
    }
    NodeId id = spec.id().orElseGet(NodeId::random);
    List<ProcessNode> others = nodes();
    if (others.stream().anyMatch(node -> node.id().equals(id))) {
      throw new IllegalStateException("the node " + id + " has not ended");
    }
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        spec.directoryOf(id)
            .map(directory -> List.of("--data", directory.toString()))
            .orElse(List.of("--id", id.toString())));
    if (!others.isEmpty()) {
      String join =
          others.stream().map(node -> node.place().cluster()).collect(Collectors.joining(","));
      arguments.addAll(List.of("--join", join));
    }
    spec.settings().forEach(setting -> arguments.addAll(List.of("--set", setting)));
    Place place = places.computeIfAbsent(id, first -> network.newPlace());
    ProcessNode node =
        ProcessNode.start(logs, "node-" + started++, id, place, spec.jvmOptions(), arguments);
    nodes.add(node);
    return node;
  }

  @Override
  public synchronized List<ProcessNode> nodes() {
    return nodes.stream().filter(ProcessNode::isAlive).toList();
  }

  @Override
  public boolean can(Fault fault) {
    return fault != Fault.CUT || network instanceof Namespaces;
  }

  @Override
  public void cut(
      Collection<? extends ClusterNode> some, Collection<? extends ClusterNode> others) {
    for (ClusterNode one : some) {
      for (ClusterNode other : others) {
        network.cut(((ProcessNode) one).place(), ((ProcessNode) other).place());
      }
    }
  }

  @Override
  public void heal() {
    network.heal();
  }

  private synchronized void endAll() {
    ended = true;
    nodes().forEach(ProcessNode::kill);
    network.close();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook does the rest.
      return;
    }
    endAll();
  }
}
