package dev.ringo.client;

import dev.ringo.ring.NodeName;
import java.util.Optional;

/**
 * A node of the ring as seen from this one.
 *
 * @param reachable does the failure detector reach it?
 * @param previous the node before it in the order of ids, itself if it is alone
 * @param figures empty if it did not answer in time
 */
public record NodeStatus(
    NodeName node, boolean reachable, NodeName previous, NodeName next, Optional<Figures> figures) {

  /**
   * What a node says of itself.
   *
   * @param storedBytes memory that its copies take, an estimate
   * @param maxBytes its limit for them, {@code ringo.memory.max-bytes}
   * @param copies chunks it holds a copy of
   * @param heapBytes memory in use, garbage included
   */
  public record Figures(long storedBytes, long maxBytes, int copies, long heapBytes) {}
}
