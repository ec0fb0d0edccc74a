package dev.ringo.testkit.simulation;

import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All there is in one simulation. */
final class World {

  private final SplittableRandom random;
  private final Scenario scenario;
  private final Rules rules;
  private final Trace trace;
  private final Figures figures = new Figures();
  private final Timeline timeline;
  private final Network network;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<NodeId, Node> nodesById = new HashMap<>();
  private final List<Chunk> chunks = new ArrayList<>();
  private boolean healed;

  World(SplittableRandom random, Scenario scenario, Rules rules, Trace trace) {
    this.random = random;
    this.scenario = scenario;
    this.rules = rules;
    this.trace = trace;
    this.timeline = new Timeline(trace);
    this.network = new Network(random, scenario, timeline, figures);
  }

  void add(Node node) {
    nodes.add(node);
    nodesById.put(node.id(), node);
  }

  SplittableRandom random() {
    return random;
  }

  Scenario scenario() {
    return scenario;
  }

  Rules rules() {
    return rules;
  }

  Trace trace() {
    return trace;
  }

  Figures figures() {
    return figures;
  }

  Timeline timeline() {
    return timeline;
  }

  Network network() {
    return network;
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Chunk> chunks() {
    return chunks;
  }

  /** No more faults from now on. */
  void heal() {
    healed = true;
    network.heal();
  }

  boolean isHealed() {
    return healed;
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  /** Can messages go both ways between two nodes that are up? */
  boolean areInContact(Node one, Node other) {
    return one.isUp() && other.isUp() && network.areConnected(one.index(), other.index());
  }

  /** Does a node reach most of the cluster, itself among them? */
  boolean hearsMajority(Node node) {
    long members = nodes.stream().filter(other -> !other.isRetired()).count();
    long heard = nodes.stream().filter(other -> areInContact(node, other)).count();
    return 2 * heard > members;
  }

  Node nodeOf(ReplicaId replica) {
    return nodesById.get(replica.node());
  }

  /** A request from a node to another one. */
  void ask(Node from, Node to, Supplier<String> what, Consumer<Node> request) {
    network.send(
        from.index(),
        to.index(),
        () -> from + " to " + to + ": " + what.get(),
        () -> request.accept(to));
  }

  /** A request from a node to one copy of a chunk. */
  void ask(
      Node from, ReplicaId to, Chunk chunk, Supplier<String> what, Consumer<StoredCopy> request) {
    ask(from, nodeOf(to), what, node -> node.receive(to, chunk, request));
  }
}
