package dev.ringo.value;

import akka.actor.typed.ActorRef;
import dev.ringo.cluster.ClusterView;
import dev.ringo.cluster.Membership;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who may have a value, and how to ask him. For many threads. */
public interface ValueNodes {

  /** Who answers for the values of a node, if that is a member. */
  Optional<ActorRef<ValueHost.Command>> hostOn(NodeId node);

  /** All nodes that can be reached, those first that the ring wants the chunk's copies on. */
  List<NodeId> nearest(ChunkId chunk);

  /** Some nodes and then all others, each once. */
  default List<NodeId> startingWith(List<NodeId> first, ChunkId chunk) {
    Set<NodeId> nodes = new LinkedHashSet<>(first);
    nodes.addAll(nearest(chunk));
    return new ArrayList<>(nodes);
  }

  /** The nodes of a cluster. */
  static ValueNodes of(ClusterView view) {
    return new ValueNodes() {
      @Override
      public Optional<ActorRef<ValueHost.Command>> hostOn(NodeId node) {
        return view.actorOn(node, ValueHost.NAME);
      }

      @Override
      public List<NodeId> nearest(ChunkId chunk) {
        Membership membership = view.membership();
        return membership.ring().placement(chunk, membership.ring().nodes().size()).stream()
            .filter(membership.reachable()::contains)
            .toList();
      }
    };
  }
}
