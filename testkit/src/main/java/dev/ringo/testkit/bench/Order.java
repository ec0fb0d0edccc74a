package dev.ringo.testkit.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.Ring;
import dev.ringo.testkit.harness.ClusterHarness;
import dev.ringo.testkit.harness.ClusterNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether the domains of a cluster are where the ring wants them. */
final class Order {

  private static final int COPIES = 3;

  private final ClusterHarness cluster;
  private final int domains;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * For a cluster on 127.0.0.1.
   *
   * @param domains how many there are, each with one chunk and three copies
   */
  Order(ClusterHarness cluster, int domains) {
    this.cluster = cluster;
    this.domains = domains;
  }

  /**
   * What keeps the domains from having an owner and three whole copies each, all where the ring
   * wants them, as all nodes say.
   */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Ring ring = ring();
    Map<String, List<JsonNode>> copies = new TreeMap<>();
    for (ClusterNode node : cluster.nodes()) {
      for (JsonNode copy : copiesOn(node)) {
        copies.computeIfAbsent(copy.path("domain").asText(), none -> new ArrayList<>()).add(copy);
      }
    }
    for (List<JsonNode> ofOne : copies.values()) {
      boolean inOrder =
          ofOne.size() == COPIES && ofOne.stream().allMatch(copy -> isInOrder(copy, ring));
      if (!inOrder) {
        ofOne.forEach(copy -> problems.add(copy.toString()));
      }
    }
    long owners = copies.values().stream().flatMap(List::stream).filter(Order::isOwner).count();
    if (owners != owners()) {
      problems.add(owners() + " owners, " + owners + " of them with a copy beside them");
    }
    if (copies.size() != domains) {
      problems.add(copies.size() + " domains instead of " + domains);
    }
    return problems;
  }

  private static boolean isOwner(JsonNode copy) {
    return copy.path("owner").asBoolean();
  }

  /** Chunks that are served, wherever their owners are. */
  private long owners() {
    long owners = 0;
    for (JsonNode node : list(cluster.nodes().get(0), "/mon/ring/nodes?detail")) {
      owners += node.path("owners").asLong();
    }
    return owners;
  }

  private Ring ring() {
    Map<NodeId, String> hosts =
        cluster.nodes().stream()
            .collect(Collectors.toMap(ClusterNode::id, node -> node.gateway().getHost()));
    return Ring.of(hosts, ConfigFactory.load().getInt("ringo.ring.tokens"));
  }

  /** An owner that nobody asked for anything stands nowhere yet. */
  private static boolean isInOrder(JsonNode copy, Ring ring) {
    ChunkId chunk = ChunkId.parse(copy.path("id").asText());
    boolean isOwner = copy.path("node").asText().contains(ring.ownerOf(chunk.shard()).toString());
    return copy.path("counts").asBoolean()
        && copy.path("wanted").asBoolean()
        && copy.path("copies").asInt() == COPIES
        && (isOwner || !copy.path("owner").asBoolean());
  }

  /** An answer that cannot be had counts as a copy that is not in order. */
  private JsonNode copiesOn(ClusterNode node) {
    String name = "ringo-" + node.id() + "@127.0.0.1";
    return list(node, "/mon/domains/node?detail&name=" + name.replace("@", "%40"));
  }

  private JsonNode list(ClusterNode node, String path) {
    try (HttpConnection connection = Gateway.at(node.gateway()).connect()) {
      return json.readTree(connection.get(path).text());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON from " + node.gateway(), e);
    } catch (IOException e) {
      return json.createArrayNode().addObject();
    }
  }
}
