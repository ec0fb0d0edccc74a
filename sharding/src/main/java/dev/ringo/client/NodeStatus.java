package dev.ringo.client;

import dev.ringo.replica.StoreHealth;
import dev.ringo.ring.NodeName;
import java.util.Optional;

/**
 * A node as seen from this one.
 *
 * @param onRing is it up and does it stay, so that the ring gives it shards? Else it is joining or
 *     leaving
 * @param shards that the ring gives it to own
 * @param reachable does the failure detector reach it?
 * @param previous the node before it in the order of ids, itself if it is alone or not on the ring
 * @param figures empty if it did not answer in time
 */
public record NodeStatus(
    NodeName node,
    boolean onRing,
    int shards,
    boolean reachable,
    NodeName previous,
    NodeName next,
    Optional<Figures> figures) {

  /**
   * What a node says of itself.
   *
   * @param storedBytes memory that its copies take, an estimate
   * @param maxBytes its limit for them, {@code ringo.memory.max-bytes}
   * @param copies chunks it holds a copy of
   * @param owners chunks that it serves as their owner
   * @param heapBytes memory in use, garbage included
   * @param disk how its disk is
   */
  public record Figures(
      long storedBytes,
      long maxBytes,
      int copies,
      int owners,
      long heapBytes,
      StoreHealth.Report disk) {}
}
