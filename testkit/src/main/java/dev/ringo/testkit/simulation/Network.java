package dev.ringo.testkit.simulation;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Carries messages: late, out of order, twice or never, unless it is healed. Clients are at {@link
 * #OUTSIDE}.
 */
final class Network {

  static final int OUTSIDE = -1;

  private final SplittableRandom random;
  private final Scenario scenario;
  private final Timeline timeline;
  private final Figures figures;
  private final boolean[][] cut;

  /** Nodes that are cut off from all that are not in the same group, whatever is mended. */
  private final int[] group;

  private boolean healed;

  Network(SplittableRandom random, Scenario scenario, Timeline timeline, Figures figures) {
    this.random = random;
    this.scenario = scenario;
    this.timeline = timeline;
    this.figures = figures;
    this.cut = new boolean[scenario.nodes()][scenario.nodes()];
    this.group = new int[scenario.nodes()];
  }

  void send(int from, int to, Supplier<String> what, Runnable deliver) {
    if (from == to) {
      timeline.in(random.nextInt(2), what, deliver);
    } else if (isCut(from, to) || (!healed && random.nextInt(100) < scenario.lostPercent())) {
      figures.count(Figure.MESSAGES_LOST);
    } else {
      timeline.in(delay(), what, deliver);
      if (!healed && random.nextInt(100) < scenario.doubledPercent()) {
        figures.count(Figure.MESSAGES_DOUBLED);
        timeline.in(delay(), () -> what.get() + " (again)", deliver);
      }
    }
  }

  /** Does what is sent get through both ways? */
  boolean areConnected(int one, int other) {
    return !isCut(one, other) && !isCut(other, one);
  }

  private boolean isCut(int from, int to) {
    return from != OUTSIDE && to != OUTSIDE && (cut[from][to] || group[from] != group[to]);
  }

  private int delay() {
    boolean slow = !healed && random.nextInt(100) < scenario.slowPercent();
    return random.nextInt(1, slow ? scenario.slowMillis() : 8);
  }

  /** From now on nothing that is sent one way gets through. */
  void cut(int from, int to) {
    cut[from][to] = from != to;
  }

  /** From now on a node only talks to those of the same group; 0 is the group of most. */
  void group(int node, int number) {
    group[node] = number;
  }

  void mend() {
    for (boolean[] row : cut) {
      Arrays.fill(row, false);
    }
  }

  /** Everything gets through from now on. */
  void heal() {
    mend();
    Arrays.fill(group, 0);
    healed = true;
  }
}
