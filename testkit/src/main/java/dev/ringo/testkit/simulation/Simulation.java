package dev.ringo.testkit.simulation;

import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Copies;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.RingPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One world from one seed: first it is broken in every way the design promises to survive, then it
 * is healed and has to settle. No clock, no thread: the same seed gives the same steps.
 */
public final class Simulation {

  private static final int SHARDING_MILLIS = 60;
  private static final int SETTLE_MILLIS = 30_000;
  private static final int MAX_DUE = 5_000;

  private final long seed;
  private final World world;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();

  private Simulation(long seed, Rules rules, UnaryOperator<Scenario> change, Trace trace) {
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    Scenario scenario = change.apply(Scenario.draw(random, seed));
    world = new World(random, scenario, rules, trace);
    trace.note(() -> "seed " + seed + ": " + scenario);
    for (int i = 0; i < scenario.nodes(); i++) {
      NodeId id = new NodeId(new RingPosition(random.nextLong(), i));
      world.add(new Node(world, i, id, world.chance(scenario.durablePercent())));
    }
    for (int i = 0; i < scenario.chunks(); i++) {
      ChunkInfo info = new ChunkInfo(DomainName.of("d"), i, scenario.copies() - 1, false, false, 1);
      Chunk chunk = new Chunk(world, info);
      world.chunks().add(chunk);
      chunk.rebalance();
      for (int client = 0; client < scenario.clients(); client++) {
        writers.add(new Writer(world, chunk, client));
        readers.add(new Reader(world, chunk, client));
      }
    }
  }

  public static SimulationReport run(long seed, Rules rules) {
    return runWith(UnaryOperator.identity(), seed, rules);
  }

  /** Runs in a world that is not quite the seed's. */
  static SimulationReport runWith(UnaryOperator<Scenario> change, long seed, Rules rules) {
    return new Simulation(seed, rules, change, Trace.off()).run();
  }

  /** Runs and hands out the trace line by line. */
  public static SimulationReport run(long seed, Rules rules, Consumer<String> lines) {
    return new Simulation(seed, rules, UnaryOperator.identity(), Trace.to(lines)).run();
  }

  private SimulationReport run() {
    Optional<String> failure = Optional.empty();
    try {
      begin();
      stepUntil(world.scenario().millis());
      heal();
      settle();
    } catch (RuntimeException e) {
      failure = Optional.of(e instanceof Violation ? e.getMessage() : describe(e));
    }
    failure.ifPresent(what -> world.trace().note(() -> "BROKEN: " + what));
    return new SimulationReport(seed, failure, world.timeline().now(), world.figures());
  }

  private static String describe(RuntimeException e) {
    return e + " at " + e.getStackTrace()[0];
  }

  private void begin() {
    for (Chunk chunk : world.chunks()) {
      for (int creator = 0; creator < world.scenario().creators(); creator++) {
        Node node = world.pick(world.nodes());
        world
            .timeline()
            .in(
                world.random().nextInt(world.scenario().creationMillis()),
                () -> "a creator comes to " + node,
                () -> Owner.start(world, chunk, node, true));
      }
    }
    writers.forEach(Writer::start);
    readers.forEach(Reader::start);
    new Faults(world).scheduleNext();
    scheduleSharding();
  }

  /** Sees to it that each chunk gets an owner again. */
  private void scheduleSharding() {
    world
        .timeline()
        .in(
            SHARDING_MILLIS,
            () -> "sharding looks after the owners",
            () -> {
              world.chunks().forEach(this::allocate);
              scheduleSharding();
            });
  }

  private void allocate(Chunk chunk) {
    List<Node> up = world.nodes().stream().filter(Node::isUp).toList();
    chunk.owners().forEach(owner -> up.forEach(node -> lookAfter(chunk, node, owner)));
    List<Node> inside = up.stream().filter(node -> !node.isExpelled()).toList();
    boolean unowned = chunk.owners().stream().allMatch(owner -> owner.node().isExpelled());
    if (unowned && !inside.isEmpty()) {
      Owner.start(world, chunk, world.pick(inside), !chunk.isCreated() || world.chance(20));
    }
  }

  private void lookAfter(Chunk chunk, Node node, Owner owner) {
    StoredCopy copy = node.copyOf(chunk);
    if (copy.log().exists() && world.chance(20)) {
      EpochRuns log = copy.log().log();
      Epoch promised = copy.log().promised();
      world.ask(
          node,
          owner.node(),
          () -> "look after " + copy,
          at -> owner.input(() -> owner.lookAfter(copy.log().self(), promised, log)));
    }
  }

  private void stepUntil(long time) {
    while (world.timeline().now() < time) {
      world.figures().count(Figure.STEPS);
      world.timeline().step();
      Violation.unless(world.timeline().size() < MAX_DUE, "messages do not pile up");
    }
  }

  private void heal() {
    world.trace().note(() -> "all is healed");
    world.heal();
    for (Node node : world.nodes()) {
      node.full(false);
      if (node.isExpelled() && node.isUp()) {
        world.chunks().forEach(chunk -> stopOwners(chunk, node));
        node.crash(!node.isDurable());
      }
      node.restart();
    }
    world.chunks().forEach(Chunk::rebalance);
  }

  private static void stopOwners(Chunk chunk, Node node) {
    List.copyOf(chunk.owners()).stream()
        .filter(owner -> owner.node().equals(node))
        .forEach(owner -> owner.stop("its node starts anew"));
  }

  private void settle() {
    long latest = world.timeline().now() + SETTLE_MILLIS;
    String left = unsettled();
    while (!left.isEmpty()) {
      Violation.unless(world.timeline().now() < latest, "a healed world settles", left);
      stepUntil(world.timeline().now() + SHARDING_MILLIS);
      left = unsettled();
    }
  }

  /** What is still missing, empty if nothing is. */
  private String unsettled() {
    if (!writers.stream().allMatch(Writer::isDone)) {
      return "a writer waits";
    }
    if (!readers.stream().allMatch(Reader::foundAll)) {
      return "a reader has not found all that was acknowledged";
    }
    return world.chunks().stream().allMatch(this::isWhole) ? "" : "not all copies are whole";
  }

  private boolean isWhole(Chunk chunk) {
    Copies copies = chunk.ledger().copies();
    Set<NodeId> nodes =
        copies.members().stream().map(ReplicaId::node).collect(Collectors.toUnmodifiableSet());
    return nodes.equals(Set.copyOf(chunk.wanted()))
        && copies.members().stream().allMatch(copy -> isWhole(chunk, copy));
  }

  private boolean isWhole(Chunk chunk, ReplicaId copy) {
    Node node = world.nodeOf(copy);
    return node.has(chunk, copy)
        && chunk.ledger().isIn(node.copyOf(chunk).log().log())
        && node.copyOf(chunk).log().committed() == chunk.ledger().committed();
  }
}
