package dev.ringo.testkit.chaos;

import dev.ringo.ring.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Says whether there may be a fault more, so that a run never does more than the design promises to
 * survive. A node is at risk while it is down, and for some time after it serves again or another
 * does in its place: in memory it comes back empty, and copies have to be made. Pure; for one
 * thread.
 */
final class RiskPolicy {

  private final int mostAtRisk;
  private final Duration settle;
  private final LongSupplier nanoTime;

  /** Until when a node is at risk; those that are down until further notice. */
  private final Map<NodeId, Long> atRisk = new HashMap<>();

  /**
   * Starts with no node at risk.
   *
   * @param mostAtRisk nodes at once: fewer than a majority of any domain's copies
   */
  RiskPolicy(int mostAtRisk, Duration settle, LongSupplier nanoTime) {
    this.mostAtRisk = mostAtRisk;
    this.settle = settle;
    this.nanoTime = nanoTime;
  }

  /** A fault begins for a node. */
  void isDown(NodeId node) {
    atRisk.put(node, Long.MAX_VALUE);
  }

  /** It serves again, or another one in its place. */
  void isReplaced(NodeId node) {
    atRisk.put(node, nanoTime.getAsLong() + settle.toNanos());
  }

  /**
   * May one node more be hit?
   *
   * @param nodes how many there are
   */
  boolean allowsOneMore(int nodes) {
    int minority = (nodes - 1) / 2;
    return atRisk() < Math.min(mostAtRisk, minority);
  }

  /** Was a node hit, and not long enough ago? */
  boolean isAtRisk(NodeId node) {
    return atRisk() > 0 && atRisk.containsKey(node);
  }

  /** How many nodes are at risk now. */
  int atRisk() {
    long now = nanoTime.getAsLong();
    atRisk.values().removeIf(until -> until != Long.MAX_VALUE && until - now <= 0);
    return atRisk.size();
  }
}
