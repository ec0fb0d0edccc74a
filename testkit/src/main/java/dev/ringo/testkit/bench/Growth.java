package dev.ringo.testkit.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.ringo.node.CommandFailure;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.Ring;
import dev.ringo.testkit.harness.ClusterHarness;
import dev.ringo.testkit.harness.ClusterNode;
import dev.ringo.testkit.harness.GatewayClient;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.history.DomainChecker;
import dev.ringo.testkit.history.DomainHistory;
import dev.ringo.testkit.history.DomainReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A cluster that grows and shrinks under load, and how long that takes. */
final class Growth {

  private static final int COPIES = 3;
  private static final int NODES = 3;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration OPERATION = Duration.ofSeconds(30);

  private final ClusterHarness cluster;
  private final NodeSpec spec;
  private final int domains;
  private final int rate;
  private final DomainHistory history = new DomainHistory();
  private final SteadyLoad load;
  private final ObjectMapper json = new ObjectMapper();
  private List<ClusterNode> added = List.of();

  /** Starts three nodes. */
  Growth(ClusterHarness cluster, NodeSpec spec, int domains, int rate) {
    this.cluster = cluster;
    this.spec = spec;
    this.domains = domains;
    this.rate = rate;
    this.load = new SteadyLoad(domains, this::client);
    cluster.start(NODES, spec);
  }

  private GatewayClient client(int domain) {
    return GatewayClient.of(cluster, "growth-" + domain, history, OPERATION);
  }

  /** Creates the domains, fills them, and begins the load. */
  void fill(int entries) {
    String filling = "x".repeat(80);
    IntStream.range(0, domains)
        .parallel()
        .forEach(
            domain -> {
              GatewayClient client = client(domain);
              client.create();
              for (int i = domain; i < entries; i += domains) {
                client.put("k" + i, i + " " + filling);
              }
            });
    load.start(rate);
    awaitOrder("filled: " + domains + " domains, " + entries + " entries", System.nanoTime());
  }

  void join() {
    added = new ArrayList<>(cluster.start(NODES, spec));
    System.out.println("three nodes started: " + load.sinceLast());
    awaitOrder("three nodes joined", System.nanoTime());
  }

  void leave() {
    long began = System.nanoTime();
    added.forEach(ClusterNode::terminate);
    awaitOrder("three nodes left", began);
  }

  /** One after the other, as soon as the copies of the one before are replaced. */
  void kill() {
    for (ClusterNode node : added) {
      long began = System.nanoTime();
      node.kill();
      awaitOrder("a node killed", began);
    }
  }

  private void awaitOrder(String what, long since) {
    try {
      Awaitility.await(what)
          .pollInterval(500, TimeUnit.MILLISECONDS)
          .atMost(LIMIT)
          .until(() -> outOfOrder().isEmpty());
    } catch (ConditionTimeoutException e) {
      throw CommandFailure.failed(
          what + ": not in order within " + LIMIT + ": " + String.join("\n", outOfOrder()));
    }
    System.out.printf(
        Locale.ROOT,
        "%s: in order after %.1f s; %s%n",
        what,
        (System.nanoTime() - since) / 1e9,
        load.sinceLast());
  }

  /**
   * What keeps the domains from having an owner and three whole copies each, all where the ring
   * wants them, as all nodes say.
   */
  private List<String> outOfOrder() {
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
    if (copies.size() != domains) {
      problems.add(copies.size() + " domains instead of " + domains);
    }
    return problems;
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
    try (HttpConnection connection = Gateway.at(node.gateway()).connect()) {
      return json.readTree(
          connection.get("/mon/domains/node?detail&name=" + name.replace("@", "%40")).text());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON from " + node.gateway(), e);
    } catch (IOException e) {
      return json.createArrayNode().addObject();
    }
  }

  /** Ends the load and checks what was read of all that was written. */
  boolean check() {
    load.stop();
    IntStream.range(0, domains)
        .parallel()
        .forEach(domain -> IntStream.range(0, 5).forEach(i -> client(domain).get("load" + i)));
    DomainReport report = DomainChecker.check(history);
    System.out.println(report);
    return report.violations().isEmpty() && load.failed() == 0;
  }
}
