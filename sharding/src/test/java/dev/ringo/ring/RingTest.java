package dev.ringo.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingTest {

  private static final int TOKENS = 16;

  private static Map<NodeId, String> members(int nodes, int hosts, long seed) {
    Random random = new Random(seed);
    Map<NodeId, String> members = new LinkedHashMap<>();
    for (int i = 0; i < nodes; i++) {
      NodeId node = new NodeId(new RingPosition(random.nextLong(), random.nextLong()));
      members.put(node, "host" + i % hosts);
    }
    return members;
  }

  private static List<ChunkId> someChunks() {
    List<ChunkId> chunks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      chunks.add(ChunkId.of(i, DomainName.of("d")));
    }
    return chunks;
  }

  @Property(tries = 50)
  void copiesAreOnDistinctNodesTheOwnerFirstAndOtherHostsNext(
      @ForAll @IntRange(min = 1, max = 12) int nodes,
      @ForAll @IntRange(min = 1, max = 5) int hosts,
      @ForAll @IntRange(min = 1, max = 6) int copies,
      @ForAll long seed) {
    Map<NodeId, String> members = members(nodes, hosts, seed);
    Ring ring = Ring.of(members, TOKENS);
    int allHosts = new HashSet<>(members.values()).size();
    for (ChunkId chunk : someChunks()) {
      List<NodeId> placed = ring.placement(chunk, copies);
      assertThat(placed).hasSize(Math.min(copies, nodes)).doesNotHaveDuplicates();
      assertThat(placed.get(0)).isEqualTo(ring.ownerOf(chunk.shard()));
      List<String> first =
          placed.subList(0, Math.min(placed.size(), allHosts)).stream().map(members::get).toList();
      assertThat(first).doesNotHaveDuplicates();
    }
  }

  @Property(tries = 30)
  void everyMemberComputesTheSameRing(
      @ForAll @IntRange(min = 1, max = 12) int nodes, @ForAll long seed) {
    Map<NodeId, String> members = members(nodes, 3, seed);
    List<NodeId> shuffled = new ArrayList<>(members.keySet());
    Collections.shuffle(shuffled, new Random(seed));
    Map<NodeId, String> otherOrder = new LinkedHashMap<>();
    shuffled.forEach(node -> otherOrder.put(node, members.get(node)));

    Ring one = Ring.of(members, TOKENS);
    Ring other = Ring.of(otherOrder, TOKENS);
    for (ChunkId chunk : someChunks()) {
      assertThat(one.placement(chunk, 3)).isEqualTo(other.placement(chunk, 3));
    }
    assertThat(one.nodes()).isEqualTo(other.nodes());
  }

  @Property(tries = 30)
  void everyShardHasAnOwnerAndNoNodeHasMuchMoreThanItsShare(
      @ForAll @IntRange(min = 1, max = 40) int nodes, @ForAll long seed) {
    hasNoNodeAboveTheBound(Ring.of(members(nodes, 5, seed), TOKENS));
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 257, 1024, 1500})
  void alsoWithMoreNodesThanMakeSense(int nodes) {
    hasNoNodeAboveTheBound(Ring.of(members(nodes, 5, nodes), 2));
  }

  private static void hasNoNodeAboveTheBound(Ring ring) {
    Map<NodeId, Integer> loads = new HashMap<>();
    for (int shard = 0; shard < ChunkId.SHARDS; shard++) {
      loads.merge(ring.ownerOf(shard), 1, Integer::sum);
    }
    int bound = (int) Math.ceil(1.25 * ChunkId.SHARDS / ring.nodes().size());
    assertThat(loads.values()).allMatch(load -> load <= bound);
    assertThat(ring.nodes()).containsAll(loads.keySet());
  }

  @Property(tries = 30)
  void theNodesSharesMakeUpTheRingAndNoneIsMuchAboveItsFairOne(
      @ForAll @IntRange(min = 1, max = 40) int nodes, @ForAll long seed) {
    Ring ring = Ring.of(members(nodes, 5, seed), 64);
    List<Double> shares = ring.nodes().stream().map(ring::shareOf).toList();
    assertThat(shares.stream().mapToDouble(share -> share).sum()).isCloseTo(1, within(1e-9));
    assertThat(shares).allMatch(share -> share * nodes <= Tokens.ARC_BOUND);
  }

  /** With one token each and room enough, a node owns from its id up to the next one. */
  @Test
  void withOneTokenTheNodeBeforeAShardOwnsIt() {
    NodeId low = NodeId.parse("40000000000000000000000000000000");
    NodeId high = NodeId.parse("c0000000000000000000000000000000");
    Ring ring = Ring.of(Map.of(low, "a", high, "b"), 1);
    assertThat(ring.ownerOf(256)).isEqualTo(low);
    assertThat(ring.ownerOf(767)).isEqualTo(low);
    assertThat(ring.ownerOf(768)).isEqualTo(high);
    assertThat(ring.ownerOf(0)).isEqualTo(high);
  }

  /** Nothing is given up then, however uneven it is. */
  @Property(tries = 30)
  void withOneTokenTheSharesAreTheDistancesOfTheIds(
      @ForAll @IntRange(min = 2, max = 12) int nodes, @ForAll long seed) {
    Ring ring = Ring.of(members(nodes, nodes, seed), 1);
    for (NodeId node : ring.nodes()) {
      long next = ring.neighbours(node).get(1).position().high();
      double distance = ((next - node.position().high()) >>> 11) * 0x1p-53;
      assertThat(ring.shareOf(node)).isCloseTo(distance, within(1e-9));
    }
  }

  @Property(tries = 20)
  void morePlacesBeginWithFewer(
      @ForAll @IntRange(min = 1, max = 30) int nodes,
      @ForAll @IntRange(min = 1, max = 30) int hosts,
      @ForAll long seed) {
    Map<NodeId, String> members = members(nodes, hosts, seed);
    Ring ring = Ring.of(members, TOKENS);
    Ring other = Ring.of(members, TOKENS);
    for (ChunkId chunk : someChunks()) {
      List<NodeId> all = ring.placement(chunk, nodes);
      assertThat(all).hasSize(nodes).doesNotHaveDuplicates();
      for (int copies = 1; copies <= nodes; copies++) {
        assertThat(other.placement(chunk, copies)).isEqualTo(all.subList(0, copies));
      }
    }
  }

  @Test
  void neighboursAreThoseInTheOrderOfIds() {
    Ring ring = Ring.of(members(4, 4, 1), TOKENS);
    List<NodeId> nodes = ring.nodes();
    assertThat(nodes).isSorted();
    assertThat(ring.neighbours(nodes.get(0))).containsExactly(nodes.get(3), nodes.get(1));
    assertThat(ring.neighbours(nodes.get(3))).containsExactly(nodes.get(2), nodes.get(0));
    assertThat(Set.copyOf(nodes)).allMatch(node -> ring.hostOf(node) != null);
  }

  @Test
  void anEmptyRingPlacesNothing() {
    Ring ring = Ring.of(Map.of(), TOKENS);
    assertThat(ring.isEmpty()).isTrue();
    assertThat(ring.placement(ChunkId.of(0, DomainName.of("d")), 3)).isEmpty();
  }

  @Test
  void aNodeHasATokenAtLeast() {
    assertThatThrownBy(() -> Ring.of(Map.of(), 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
