package dev.ringo.ring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The ring of one membership: which node owns a shard and where a chunk's copies go. A pure
 * function of the nodes, so every member computes the same one; safe for use by many threads.
 * Consistent hashing (Karger et al. 1997) with tokens and bounded loads (Mirrokni, Thorup,
 * Zadimoghaddam 2018): a node that has its share of the shards passes further ones on.
 */
public final class Ring {

  /** Of its fair share of the shards, rounded up, a node owns at most so many times. */
  private static final double LOAD_BOUND = 1.25;

  /** Orders are found for this many copies at first, and for more when somebody asks. */
  private static final int USUAL_COPIES = 8;

  /** Where a shard's copies go, the first ones. */
  private record Order(List<NodeId> nodes) {}

  private final SortedMap<NodeId, String> hosts;
  private final List<NodeId> nodes;
  private final Tokens tokens;
  private final int[] shardOwners;

  /** Found when first needed. Threads that race find the same, so either's may stay. */
  private final Order[] orders = new Order[ChunkId.SHARDS];

  private Ring(SortedMap<NodeId, String> hosts, int tokensPerNode) {
    this.hosts = hosts;
    this.nodes = List.copyOf(hosts.keySet());
    this.tokens = Tokens.of(nodes, tokensPerNode);
    this.shardOwners = nodes.isEmpty() ? new int[0] : assignShards();
  }

  /**
   * The ring of some nodes.
   *
   * @param hosts each node of the ring and the host it runs on
   * @param tokensPerNode how many places a node has on the ring, at least 1
   */
  public static Ring of(Map<NodeId, String> hosts, int tokensPerNode) {
    if (tokensPerNode < 1) {
      throw new IllegalArgumentException("a node has at least 1 token, not " + tokensPerNode);
    }
    return new Ring(Collections.unmodifiableSortedMap(new TreeMap<>(hosts)), tokensPerNode);
  }

  private int[] assignShards() {
    int[] room = quotas();
    int[] owners = new int[ChunkId.SHARDS];
    for (int shard = 0; shard < owners.length; shard++) {
      RingPosition start = ChunkId.startOfShard(shard);
      owners[shard] = tokens.firstBackwards(start, node -> room[node] > 0).orElseThrow();
      room[owners[shard]]--;
    }
    return owners;
  }

  /**
   * How many shards each node may own. The bound is seldom a whole number: it is rounded down for
   * some nodes and up for others, by their ids. Were it rounded up for all, then in some
   * memberships one node more would lower every quota at once, and move twice the shards.
   */
  private int[] quotas() {
    double bound = LOAD_BOUND * ChunkId.SHARDS / nodes.size();
    int[] quotas = nodes.stream().mapToInt(node -> (int) (bound + fraction(node))).toArray();
    return IntStream.of(quotas).sum() >= ChunkId.SHARDS
        ? quotas
        : nodes.stream().mapToInt(node -> (int) Math.ceil(bound)).toArray();
  }

  /** A number from 0 to 1, less than 1, that is a node's own. */
  private static double fraction(NodeId node) {
    byte[] name = (node + "/quota").getBytes(StandardCharsets.US_ASCII);
    return (RingPosition.md5(name).high() >>> 11) * 0x1p-53;
  }

  /** The nodes in the order of their ids. */
  public List<NodeId> nodes() {
    return nodes;
  }

  /** The nodes and their hosts. */
  public Map<NodeId, String> hosts() {
    return hosts;
  }

  public String hostOf(NodeId node) {
    return hosts.get(node);
  }

  public boolean isEmpty() {
    return nodes.isEmpty();
  }

  /** The part of the ring, 0 to 1, that the tokens of one of its nodes serve. */
  public double shareOf(NodeId node) {
    return tokens.share(nodes.indexOf(node));
  }

  /** How many shards one of its nodes owns. */
  public int shardsOf(NodeId node) {
    int index = nodes.indexOf(node);
    return (int) IntStream.of(shardOwners).filter(owner -> owner == index).count();
  }

  /** The node that owns a shard. The ring must not be empty. */
  public NodeId ownerOf(int shard) {
    return nodes.get(shardOwners[shard]);
  }

  /**
   * Where the copies of a chunk go: the owner of its shard first, then distinct nodes walking
   * backwards, those on hosts not used yet before the others. Shorter than {@code copies} if the
   * ring has fewer nodes.
   */
  public List<NodeId> placement(ChunkId chunk, int copies) {
    int count = Math.min(copies, nodes.size());
    if (count == 0) {
      return List.of();
    }
    int shard = chunk.shard();
    Order order = orders[shard];
    if (order == null || order.nodes().size() < count) {
      order = new Order(order(shard, Math.min(nodes.size(), Math.max(count, USUAL_COPIES))));
      orders[shard] = order;
    }
    return order.nodes().subList(0, count);
  }

  private List<NodeId> order(int shard, int length) {
    int owner = shardOwners[shard];
    List<NodeId> order = new ArrayList<>(List.of(nodes.get(owner)));
    BitSet placed = new BitSet();
    placed.set(owner);
    Set<String> usedHosts = new HashSet<>(Set.of(hosts.get(nodes.get(owner))));
    int allHosts = Set.copyOf(hosts.values()).size();
    RingPosition start = ChunkId.startOfShard(shard);
    IntPredicate place =
        node -> {
          placed.set(node);
          order.add(nodes.get(node));
          return order.size() == length;
        };
    if (length > 1 && allHosts > 1) {
      tokens.firstBackwards(
          start,
          node ->
              usedHosts.add(hosts.get(nodes.get(node)))
                  && (place.test(node) || usedHosts.size() == allHosts));
    }
    if (order.size() < length) {
      tokens.firstBackwards(start, node -> !placed.get(node) && place.test(node));
    }
    return List.copyOf(order);
  }

  /** The nodes before and after a node in the order of ids, which is how Ringo draws its ring. */
  public List<NodeId> neighbours(NodeId node) {
    int at = nodes.indexOf(node);
    return List.of(
        nodes.get(Math.floorMod(at - 1, nodes.size())), nodes.get((at + 1) % nodes.size()));
  }
}
