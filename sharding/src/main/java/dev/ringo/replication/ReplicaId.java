package dev.ringo.replication;

import dev.ringo.ring.NodeId;
import java.util.Comparator;

/**
 * One replica of a chunk: a node, the store it keeps its copies in, and a number of this very copy.
 * A store that lost its contents has a new id, and a copy that its node dropped never comes back
 * under its number: so a replica that forgot what it promised is never taken for the one that
 * promised.
 *
 * @param copy a number that the owner chose who wanted this copy
 */
public record ReplicaId(NodeId node, long store, long copy) implements Comparable<ReplicaId> {

  private static final Comparator<ReplicaId> ORDER =
      Comparator.comparing(ReplicaId::node)
          .thenComparingLong(ReplicaId::store)
          .thenComparingLong(ReplicaId::copy);

  @Override
  public int compareTo(ReplicaId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return node + "/" + Long.toHexString(store) + "/" + Long.toHexString(copy);
  }
}
