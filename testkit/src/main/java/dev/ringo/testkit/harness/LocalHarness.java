package dev.ringo.testkit.harness;

import akka.actor.Address;
import dev.ringo.ring.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nodes as actor systems in the test's JVM: quick to start, and open to a debugger. A killed node's
 * system ends without leaving the cluster; a cut loses what the nodes' actors send each other.
 */
public final class LocalHarness implements ClusterHarness {

  private record Cut(LocalNode node, Address from) {}

  private final Map<NodeId, Integer> ports = new HashMap<>();
  private final List<LocalNode> nodes = new ArrayList<>();
  private final Set<Cut> cuts = new LinkedHashSet<>();

  @Override
  public List<LocalNode> start(int count, NodeSpec spec) {
    return start(Collections.nCopies(count, spec));
  }

  @Override
  public List<LocalNode> start(List<NodeSpec> specs) {
    return specs.stream().map(this::start).toList();
  }

  @Override
  public synchronized LocalNode start(NodeSpec spec) {
    if (!spec.jvmOptions().isEmpty()) {
      throw new IllegalArgumentException(
          "nodes in the test's JVM have its options, not " + spec.jvmOptions());
    }
    NodeId id = spec.id().orElseGet(NodeId::random);
    List<LocalNode> others = nodes();
    if (others.stream().anyMatch(node -> node.id().equals(id))) {
      throw new IllegalStateException("the node " + id + " has not ended");
    }
    int port = ports.computeIfAbsent(id, first -> FreePorts.choose(1)[0]);
    LocalStart start = new LocalStart(id, spec.directoryOf(id), port, spec.settings());
    try {
      LocalNode node = start.join(others.stream().map(LocalNode::address).toList());
      nodes.add(node);
      return node;
    } catch (RuntimeException e) {
      start.system().terminate();
      throw e;
    }
  }

  @Override
  public synchronized List<LocalNode> nodes() {
    return nodes.stream().filter(LocalNode::isAlive).toList();
  }

  @Override
  public boolean can(Fault fault) {
    return fault != Fault.STOP;
  }

  @Override
  public synchronized void cut(
      Collection<? extends ClusterNode> some, Collection<? extends ClusterNode> others) {
    for (ClusterNode one : some) {
      for (ClusterNode other : others) {
        cut((LocalNode) one, (LocalNode) other);
        cut((LocalNode) other, (LocalNode) one);
      }
    }
  }

  private void cut(LocalNode node, LocalNode from) {
    node.cutFrom(from.address(), true);
    cuts.add(new Cut(node, from.address()));
  }

  @Override
  public synchronized void heal() {
    cuts.stream()
        .filter(cut -> cut.node.isAlive())
        .forEach(cut -> cut.node.cutFrom(cut.from, false));
    cuts.clear();
  }

  @Override
  public synchronized void close() {
    nodes().forEach(node -> node.system().terminate());
    nodes.forEach(LocalNode::kill);
  }
}
