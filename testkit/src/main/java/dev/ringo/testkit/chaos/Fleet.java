package dev.ringo.testkit.chaos;

import dev.ringo.node.ExitCode;
import dev.ringo.ring.NodeId;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The nodes that a run is to have. One that ended though nobody ended it comes back; with any exit
 * code but that of a node which the others removed, it is a fault of the node.
 */
final class Fleet {

  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  private final ProcessHarness cluster;
  private final NodeSpec spec;
  private final Random random;
  private final RiskPolicy policy;
  private final RunLog log;
  private final List<ProcessNode> nodes = new ArrayList<>();
  private final List<NodeId> missing = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  Fleet(ProcessHarness cluster, NodeSpec spec, Random random, RiskPolicy policy, RunLog log) {
    this.cluster = cluster;
    this.spec = spec;
    this.random = random;
    this.policy = policy;
    this.log = log;
  }

  void start(int count) {
    List<NodeSpec> specs = IntStream.range(0, count).mapToObj(i -> spec.withId(newId())).toList();
    nodes.addAll(cluster.start(specs));
    nodes.forEach(node -> log.say("started " + node));
  }

  private NodeId newId() {
    return NodeId.parse(
        String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong()));
  }

  /** The nodes that are there, stopped ones too. */
  List<ProcessNode> nodes() {
    return List.copyOf(nodes);
  }

  ProcessNode any() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  void kill(ProcessNode node) {
    nodes.remove(node);
    policy.isDown(node.id());
    node.kill();
  }

  void leave(ProcessNode node) {
    nodes.remove(node);
    boolean mayBeRemoved = policy.isAtRisk(node.id());
    policy.isDown(node.id());
    int code = node.terminate();
    // One that was cut off or stopped a moment ago may find that the others went on without it.
    if (code != ExitCode.OK && !(mayBeRemoved && code == ExitCode.DOWNED)) {
      problem("node " + node.id() + " was asked to leave and ended with " + code);
    }
  }

  /** Starts a node in the place of one that is gone. */
  void replace(ProcessNode gone) {
    if (startNew()) {
      policy.isReplaced(gone.id());
    }
  }

  /** Starts a node more. */
  boolean startNew() {
    return start(newId());
  }

  /** Starts a node again, with the id that it had. */
  void restart(NodeId id) {
    policy.isDown(id);
    if (start(id)) {
      policy.isReplaced(id);
    }
  }

  private boolean start(NodeId id) {
    try {
      ProcessNode node = cluster.start(spec.withId(id));
      nodes.add(node);
      log.say("started " + node);
      return true;
    } catch (IllegalStateException e) {
      problem("node " + id + " could not be started: " + e.getMessage());
      missing.add(id);
      return false;
    }
  }

  /** Starts those again that have ended by themselves, or could not be started before. */
  void revive() {
    for (ProcessNode node : nodes()) {
      if (!node.isAlive()) {
        nodes.remove(node);
        missing.add(node.id());
        int code = node.awaitEnd(AT_ONCE);
        String ended = "node " + node.id() + " ended with " + code;
        if (code == ExitCode.DOWNED) {
          log.say(ended + ": the others had removed it");
        } else {
          problem(ended + ", see " + node.logFile());
        }
      }
    }
    List<NodeId> again = List.copyOf(missing);
    missing.clear();
    again.forEach(this::restart);
  }

  private void problem(String what) {
    problems.add(what);
    log.say("PROBLEM: " + what);
  }

  /** What nodes did that they must not do. */
  List<String> problems() {
    return List.copyOf(problems);
  }
}
