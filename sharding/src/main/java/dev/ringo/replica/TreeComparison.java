package dev.ringo.replica;

import dev.ringo.replica.HashTree.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Finds the leaves in which another copy's {@link HashTree} differs from one's own: it begins at
 * the root, and looks only below nodes that differ. Pure. One thread.
 */
final class TreeComparison {

  private final HashTree own;
  private final Deque<Node> toAsk = new ArrayDeque<>();
  private final List<Integer> leaves = new ArrayList<>();

  TreeComparison(HashTree own) {
    this.own = own;
    toAsk.add(own.top(1));
  }

  /** The node of which the other's hashes right below are needed; none if all is known. */
  Optional<Node> next() {
    return Optional.ofNullable(toAsk.peek());
  }

  /** Takes the other's hashes below the next node. */
  void answered(List<byte[]> others) {
    Node node = toAsk.remove();
    for (Node differing : own.differing(node, others)) {
      if (differing.level() == 0) {
        leaves.add(differing.number());
      } else {
        toAsk.add(differing);
      }
    }
  }

  /** The numbers of the leaves that differ, in rising order, as far as is known. */
  List<Integer> leaves() {
    return leaves;
  }
}
