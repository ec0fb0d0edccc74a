package dev.ringo.testkit.simulation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Breaks what it may, until the world is healed. It never takes a chunk's majority for good:
 * nothing could survive that.
 */
final class Faults {

  private final World world;
  private int expulsions;

  Faults(World world) {
    this.world = world;
  }

  void scheduleNext() {
    world
        .timeline()
        .in(
            world.random().nextInt(1, world.scenario().faultMillis()),
            () -> "fate",
            () -> {
              if (!world.isHealed()) {
                strike();
                scheduleNext();
              }
            });
  }

  private void strike() {
    Node node = world.pick(world.nodes());
    switch (world.random().nextInt(14)) {
      case 0, 1, 2 -> crash(node, false);
      case 3, 4 -> crash(node, true);
      case 5 -> isolate(node);
      case 6 -> cutOneWay(node, world.pick(world.nodes()));
      case 7 -> split();
      case 8, 9 -> startOwner(node);
      case 10 -> stopOwner();
      case 11 -> expel();
      case 12 -> world.pick(world.chunks()).rebalance();
      default -> rare(node);
    }
  }

  private void rare(Node node) {
    if (world.chance(20)) {
      retire(node);
    } else if (world.nodes().stream().allMatch(other -> other.isRetired() || isThere(other))) {
      // While others are out, it may be the last that could take what they acknowledge.
      note("the store of " + node + " is full");
      node.full(true);
      in(world.random().nextInt(50, 300), () -> node.full(false));
    }
  }

  private static boolean isThere(Node node) {
    return node.isMember() && node.isUp();
  }

  private void note(String what) {
    world.trace().note(() -> what);
  }

  private void in(int millis, Runnable action) {
    world.timeline().in(millis, () -> "a fault ends", action);
  }

  private boolean areExpendable(Set<Node> nodes) {
    return world.chunks().stream().allMatch(chunk -> chunk.survivesLossOf(nodes));
  }

  private void crash(Node node, boolean wish) {
    boolean loses = wish || !node.isDurable();
    // While others are out, one that only goes down may be the last with what they acknowledge.
    boolean isMissed = loses || world.nodes().stream().anyMatch(Node::isExpelled);
    if (!node.isUp() || (isMissed && !areExpendable(Set.of(node)))) {
      return;
    }
    note(node + " crashes" + (loses ? " and loses its store" : ""));
    world.figures().count(Figure.CRASHES);
    stopOwnersOn(node);
    node.crash(loses);
    if (loses) {
      world.figures().count(Figure.LOST_STORES);
      world.chunks().forEach(Chunk::checkHeld);
    }
    in(world.random().nextInt(10, 600), () -> restart(node));
  }

  private void restart(Node node) {
    note(node + " starts with store " + node.store());
    world.network().group(node.index(), 0);
    node.restart();
  }

  /**
   * The cluster goes on without some nodes, a minority, that are alive and talk to each other. They
   * find out some time later, and start anew.
   */
  private void expel() {
    List<Node> members = world.nodes().stream().filter(Node::isMember).toList();
    Set<Node> out = new LinkedHashSet<>();
    for (int count = world.random().nextInt(1, 3); count > 0; count--) {
      out.add(world.pick(members));
    }
    boolean minority = 2L * out.size() < members.stream().filter(Node::isUp).count();
    if (!minority || out.stream().anyMatch(node -> !node.isUp()) || !areExpendable(out)) {
      return;
    }
    boolean othersAreExcused =
        world.chunks().stream()
            .flatMap(chunk -> chunk.owners().stream())
            .filter(owner -> out.contains(owner.node()))
            .anyMatch(owner -> owner.excuses(node -> !out.contains(node)));
    if (!othersAreExcused) {
      note(out + " are expelled");
      // Those who are out do not listen to who was out before either.
      expulsions++;
      out.forEach(this::expel);
    }
  }

  private void expel(Node node) {
    world.figures().count(Figure.EXPELLED_NODES);
    world.network().group(node.index(), expulsions);
    node.expel();
    in(world.random().nextInt(50, 800), () -> rejoin(node));
  }

  private void rejoin(Node node) {
    if (!node.isExpelled() || !node.isUp()) {
      return;
    }
    stopOwnersOn(node);
    node.crash(!node.isDurable());
    in(world.random().nextInt(1, 300), () -> restart(node));
  }

  private void retire(Node node) {
    long others = world.nodes().stream().filter(other -> !other.isRetired()).count() - 1;
    if (others >= world.scenario().copies() + 1
        && areExpendable(Set.of(node))
        && !node.isRetired()) {
      note(node + " is gone for good");
      world.figures().count(Figure.RETIRED_NODES);
      stopOwnersOn(node);
      node.retire();
      world.chunks().forEach(Chunk::checkHeld);
    }
  }

  private void stopOwnersOn(Node node) {
    for (Chunk chunk : world.chunks()) {
      List.copyOf(chunk.owners()).stream()
          .filter(owner -> owner.node().equals(node))
          .forEach(owner -> owner.stop("its node is gone"));
    }
  }

  private void isolate(Node node) {
    note(node + " is cut off");
    for (Node other : world.nodes()) {
      world.network().cut(node.index(), other.index());
      world.network().cut(other.index(), node.index());
    }
    mendLater();
  }

  private void cutOneWay(Node from, Node to) {
    note("nothing gets from " + from + " to " + to);
    world.network().cut(from.index(), to.index());
    mendLater();
  }

  private void split() {
    int sides = world.random().nextInt(1, 1 << world.nodes().size());
    note("the network is split: " + Integer.toBinaryString(sides));
    for (Node from : world.nodes()) {
      for (Node to : world.nodes()) {
        if ((sides >> from.index() & 1) != (sides >> to.index() & 1)) {
          world.network().cut(from.index(), to.index());
        }
      }
    }
    mendLater();
  }

  private void mendLater() {
    world.figures().count(Figure.CUTS);
    in(world.random().nextInt(50, 500), world.network()::mend);
  }

  private void startOwner(Node node) {
    if (node.isUp()) {
      Owner.start(world, world.pick(world.chunks()), node, world.chance(30));
    }
  }

  private void stopOwner() {
    Chunk chunk = world.pick(world.chunks());
    if (!chunk.owners().isEmpty()) {
      world.pick(chunk.owners()).stop("moved");
    }
  }
}
