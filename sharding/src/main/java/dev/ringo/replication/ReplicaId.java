package dev.ringo.replication;

import dev.ringo.ring.NodeId;

/**
 * One replica: a node and the store it keeps its copies in. A store that lost its contents has a
 * new id, so a replica that forgot what it promised is never taken for the one that promised.
 */
public record ReplicaId(NodeId node, long store) implements Comparable<ReplicaId> {

  @Override
  public int compareTo(ReplicaId other) {
    int byNode = node.compareTo(other.node);
    return byNode != 0 ? byNode : Long.compare(store, other.store);
  }

  @Override
  public String toString() {
    return node + "/" + Long.toHexString(store);
  }
}
