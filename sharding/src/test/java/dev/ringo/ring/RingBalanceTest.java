package dev.ringo.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How even the ring is and how little a change of the membership moves, over random rings of 3 to
 * 100 nodes with 64 tokens each. docs/decisions/0003-ring.md has the figures.
 */
class RingBalanceTest {

  private static final int RINGS = 200;
  private static final int TOKENS = 64;
  private static final int COPIES = 3;

  /** A ring, and the same one without one of its nodes: a leave, or read backwards a join. */
  private record Change(Ring with, Ring without) {

    static Change random(int nodes, long seed) {
      Random random = new Random(seed);
      Map<NodeId, String> hosts = new LinkedHashMap<>();
      for (int i = 0; i < nodes; i++) {
        NodeId node = new NodeId(new RingPosition(random.nextLong(), random.nextLong()));
        hosts.put(node, "host" + i % Math.max(1, nodes / 2));
      }
      Ring with = Ring.of(hosts, TOKENS);
      hosts.remove(hosts.keySet().iterator().next());
      return new Change(with, Ring.of(hosts, TOKENS));
    }

    /** A count of 1,024 as a multiple of one node's fair share of it. */
    double inFairShares(double count) {
      return count * with.nodes().size() / ChunkId.SHARDS;
    }

    double movedShards() {
      return inFairShares(
          shards().mapToDouble(s -> with.ownerOf(s).equals(without.ownerOf(s)) ? 0 : 1).sum());
    }

    /** Copies that have to be made, of all that there are. */
    double movedCopies() {
      return inFairShares(shards().mapToDouble(s -> newCopies(placement(s))).sum() / COPIES);
    }

    private Placement placement(int shard) {
      ChunkId chunk = new ChunkId(ChunkId.startOfShard(shard));
      return new Placement(with.placement(chunk, COPIES), without.placement(chunk, COPIES));
    }

    private static int newCopies(Placement placement) {
      Set<NodeId> more = new HashSet<>(placement.with());
      placement.without().forEach(more::remove);
      return more.size();
    }

    private record Placement(List<NodeId> with, List<NodeId> without) {}

    private static IntStream shards() {
      return IntStream.range(0, ChunkId.SHARDS);
    }
  }

  private static final List<Change> CHANGES =
      IntStream.range(0, RINGS)
          .mapToObj(ring -> Change.random(3 + new Random(ring).nextInt(98), ring))
          .toList();

  /** The value that 95 of 100 rings do not exceed. */
  private static double percentile95(ToDoubleFunction<Change> figure) {
    double[] figures = CHANGES.stream().mapToDouble(figure).sorted().toArray();
    return figures[RINGS * 95 / 100 - 1];
  }

  private static double largestArcs(Ring ring) {
    return ring.nodes().stream().mapToDouble(ring::shareOf).max().orElseThrow()
        * ring.nodes().size();
  }

  @Test
  void noNodesArcsAreMuchMoreThanItsFairShare() {
    assertThat(percentile95(change -> largestArcs(change.with()))).isLessThanOrEqualTo(1.35);
  }

  @Test
  void noNodeOwnsMuchMoreThanItsFairShareOfTheShards() {
    for (Change change : CHANGES) {
      Ring any = change.with();
      int[] loads = new int[any.nodes().size()];
      Change.shards().forEach(shard -> loads[any.nodes().indexOf(any.ownerOf(shard))]++);
      assertThat(Arrays.stream(loads).max().orElseThrow())
          .isLessThanOrEqualTo((int) Math.ceil(1.25 * ChunkId.SHARDS / any.nodes().size()));
    }
  }

  @Test
  void aNodeThatJoinsOrLeavesMovesAtMostTwoFairSharesOfTheShards() {
    assertThat(percentile95(Change::movedShards)).isLessThanOrEqualTo(2.0);
  }

  @Test
  void aNodeThatJoinsOrLeavesMovesAtMostTwoFairSharesOfTheCopies() {
    assertThat(percentile95(Change::movedCopies)).isLessThanOrEqualTo(2.0);
  }
}
