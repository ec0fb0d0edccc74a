package dev.ringo.testkit.harness;

import java.util.Collection;
import java.util.List;

/**
 * Nodes of one cluster, for tests that start them, end them and cut them off from each other.
 * Closing it ends those that are left. Faults may be injected by one thread while others use the
 * nodes.
 */
public interface ClusterHarness extends AutoCloseable {

  /**
   * Starts nodes, which join those that are there, and waits until they serve.
   *
   * @throws IllegalStateException if one does not come to serve
   */
  List<? extends ClusterNode> start(List<NodeSpec> specs);

  /** Starts nodes that are alike; see {@link #start(List)}. */
  List<? extends ClusterNode> start(int count, NodeSpec spec);

  /** Starts one node; see {@link #start(List)}. */
  ClusterNode start(NodeSpec spec);

  /** The nodes that were started and have not ended, in the order of their starts. */
  List<? extends ClusterNode> nodes();

  boolean can(Fault fault);

  /**
   * Has nothing get through any more between two sets of nodes, in either direction, and without a
   * word to those who send. Clients reach both. Cuts add up until {@link #heal}.
   *
   * @throws UnsupportedOperationException if this harness cannot, with the reason
   */
  void cut(Collection<? extends ClusterNode> some, Collection<? extends ClusterNode> others);

  /** Undoes all cuts. A node that the others have removed meanwhile ends all the same. */
  void heal();

  @Override
  void close();
}
