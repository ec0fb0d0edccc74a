package dev.ringo.ring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The ring of one membership: which node owns a shard and where a chunk's copies go. A pure
 * function of the nodes, so every member computes the same one. Consistent hashing (Karger et al.
 * 1997) with tokens and bounded loads (Mirrokni, Thorup, Zadimoghaddam 2018).
 */
public final class Ring {

  private static final double LOAD_BOUND = 1.25;

  private final SortedMap<NodeId, String> hosts;
  private final NavigableMap<RingPosition, NodeId> tokens = new TreeMap<>();
  private final List<NodeId> shardOwners;

  private Ring(SortedMap<NodeId, String> hosts, int tokensPerNode) {
    this.hosts = hosts;
    hosts.keySet().forEach(node -> addTokens(node, tokensPerNode));
    this.shardOwners = hosts.isEmpty() ? List.of() : assignShards();
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

  private void addTokens(NodeId node, int count) {
    tokens.put(node.position(), node);
    for (int i = 1; i < count; i++) {
      tokens.putIfAbsent(
          RingPosition.md5((node + "/" + i).getBytes(StandardCharsets.US_ASCII)), node);
    }
  }

  private List<NodeId> assignShards() {
    int most = (int) Math.ceil(LOAD_BOUND * ChunkId.SHARDS / hosts.size());
    Map<NodeId, Integer> loads = new HashMap<>();
    List<NodeId> owners = new ArrayList<>(ChunkId.SHARDS);
    for (int shard = 0; shard < ChunkId.SHARDS; shard++) {
      for (NodeId node : backwardsFrom(ChunkId.startOfShard(shard))) {
        if (loads.getOrDefault(node, 0) < most) {
          loads.merge(node, 1, Integer::sum);
          owners.add(node);
          break;
        }
      }
    }
    return List.copyOf(owners);
  }

  /** All nodes, each once, in the order in which their tokens precede a position. */
  private Set<NodeId> backwardsFrom(RingPosition position) {
    Set<NodeId> nodes =
        new LinkedHashSet<>(tokens.headMap(position, true).descendingMap().values());
    nodes.addAll(tokens.descendingMap().values());
    return nodes;
  }

  /** The nodes in the order of their ids. */
  public List<NodeId> nodes() {
    return List.copyOf(hosts.keySet());
  }

  /** The nodes and their hosts. */
  public Map<NodeId, String> hosts() {
    return hosts;
  }

  public String hostOf(NodeId node) {
    return hosts.get(node);
  }

  public boolean isEmpty() {
    return hosts.isEmpty();
  }

  /** The node that owns a shard. The ring must not be empty. */
  public NodeId ownerOf(int shard) {
    return shardOwners.get(shard);
  }

  /**
   * Where the copies of a chunk go: the owner of its shard first, then distinct nodes walking
   * backwards, those on hosts not used yet before the others. Shorter than {@code copies} if the
   * ring has fewer nodes.
   */
  public List<NodeId> placement(ChunkId chunk, int copies) {
    if (isEmpty()) {
      return List.of();
    }
    NodeId owner = ownerOf(chunk.shard());
    Set<NodeId> chosen = new LinkedHashSet<>(List.of(owner));
    Set<NodeId> walk = backwardsFrom(ChunkId.startOfShard(chunk.shard()));
    Set<String> usedHosts = new HashSet<>(Set.of(hosts.get(owner)));
    for (NodeId node : walk) {
      if (chosen.size() < copies && usedHosts.add(hosts.get(node))) {
        chosen.add(node);
      }
    }
    for (NodeId node : walk) {
      if (chosen.size() < copies) {
        chosen.add(node);
      }
    }
    return List.copyOf(chosen);
  }

  /** The nodes before and after a node in the order of ids, which is how Ringo draws its ring. */
  public List<NodeId> neighbours(NodeId node) {
    List<NodeId> nodes = nodes();
    int at = nodes.indexOf(node);
    return List.of(
        nodes.get(Math.floorMod(at - 1, nodes.size())), nodes.get((at + 1) % nodes.size()));
  }
}
