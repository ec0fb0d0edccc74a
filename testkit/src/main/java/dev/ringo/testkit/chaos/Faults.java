package dev.ringo.testkit.chaos;

import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Chooses faults at random and carries them out, as the policy allows. For one thread. */
final class Faults {

  /** Some are over before the others notice. */
  private static final int LONGEST_SECONDS = 15;

  private static final int LONGEST_DOWN_SECONDS = 6;

  private record Ending(long at, Runnable end) {}

  private final ProcessHarness cluster;
  private final Fleet fleet;
  private final RiskPolicy policy;
  private final AckGaps gaps;
  private final RunLog log;
  private final Random random;
  private final int size;
  private final List<FaultKind> kinds;
  private final Map<FaultKind, Integer> done = new EnumMap<>(FaultKind.class);
  private final Queue<Ending> endings = new PriorityQueue<>(Comparator.comparingLong(Ending::at));

  /**
   * Prepares faults.
   *
   * @param size how many nodes there are to be, and for some time one more
   */
  Faults(
      ProcessHarness cluster,
      Fleet fleet,
      RiskPolicy policy,
      AckGaps gaps,
      RunLog log,
      Random random,
      int size,
      Set<FaultKind> kinds) {
    this.cluster = cluster;
    this.fleet = fleet;
    this.policy = policy;
    this.gaps = gaps;
    this.log = log;
    this.random = random;
    this.size = size;
    this.kinds = new ArrayList<>(kinds);
  }

  /** Ends what has lasted long enough, and then brings back who has ended. */
  void tick() {
    while (!endings.isEmpty() && endings.peek().at - System.nanoTime() <= 0) {
      endings.remove().end.run();
    }
    // A start takes its time, and one behind a cut would fail.
    if (endings.isEmpty()) {
      fleet.revive();
    }
  }

  /** Begins a fault, unless the policy says that there are enough. */
  boolean strike() {
    if (!endings.isEmpty() || !policy.allowsOneMore(fleet.nodes().size())) {
      return false;
    }
    FaultKind kind = kinds.get(random.nextInt(kinds.size()));
    ProcessNode node = fleet.any();
    gaps.fault(kind.name());
    done.merge(kind, 1, Integer::sum);
    log.say(kind + ": " + kind.words() + (kind == FaultKind.JOIN ? "" : ", " + node));
    begin(kind, node);
    return true;
  }

  private void begin(FaultKind kind, ProcessNode node) {
    switch (kind) {
      case RESTART -> {
        fleet.kill(node);
        later(random.nextInt(LONGEST_DOWN_SECONDS), () -> fleet.restart(node.id()));
      }
      case REPLACE -> {
        fleet.kill(node);
        later(random.nextInt(LONGEST_DOWN_SECONDS), () -> fillUp(node));
      }
      case LEAVE -> {
        fleet.leave(node);
        fillUp(node);
      }
      case JOIN -> {
        if (fleet.nodes().size() <= size) {
          fleet.startNew();
        } else {
          log.say("there is one more already: " + node + " leaves");
          fleet.leave(node);
          policy.isReplaced(node.id());
        }
      }
      case STOP -> {
        policy.isDown(node.id());
        node.stop();
        later(1 + random.nextInt(LONGEST_SECONDS), () -> resume(node));
      }
      case CUT -> {
        policy.isDown(node.id());
        List<ProcessNode> others =
            fleet.nodes().stream().filter(other -> !other.equals(node)).toList();
        cluster.cut(List.of(node), others);
        later(1 + random.nextInt(LONGEST_SECONDS), () -> heal(node));
      }
    }
  }

  private void later(int seconds, Runnable end) {
    endings.add(new Ending(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds), end));
  }

  private void fillUp(ProcessNode gone) {
    if (fleet.nodes().size() < size) {
      fleet.replace(gone);
    } else {
      policy.isReplaced(gone.id());
    }
  }

  private void resume(ProcessNode node) {
    log.say("SIGCONT, " + node);
    node.resume();
    policy.isReplaced(node.id());
  }

  private void heal(ProcessNode node) {
    log.say("the network is whole again");
    cluster.heal();
    policy.isReplaced(node.id());
  }

  /** Ends all that is under way. */
  void end() {
    while (!endings.isEmpty()) {
      endings.remove().end.run();
    }
    fleet.revive();
  }

  /** How many of each kind there were. */
  Map<FaultKind, Integer> done() {
    return new EnumMap<>(done);
  }

  int count() {
    return done.values().stream().mapToInt(Integer::intValue).sum();
  }
}
