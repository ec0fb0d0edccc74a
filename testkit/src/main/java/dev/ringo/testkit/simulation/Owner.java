package dev.ringo.testkit.simulation;

import dev.ringo.replication.Batch;
import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.Ownership;
import dev.ringo.replication.Ownership.Phase;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.ReplicaId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The owner of a chunk, as the sharded entity is in production: it surveys, claims and serves,
 * until it is refused or stops.
 */
final class Owner implements Ownership.Effects {

  private static final int TICK_MILLIS = 40;
  private static final int TICKS_UNTIL_SERVING = 40;
  private static final int MAX_INPUTS = 1_000;

  private final World world;
  private final Chunk chunk;
  private final Node node;
  private final String name;

  private final Claimant claimant;
  private final Deque<Runnable> inputs = new ArrayDeque<>();
  private final NavigableMap<ReplicaId, Link> links = new TreeMap<>();
  private boolean atWork;
  private boolean stopped;
  private int ticks;
  private Ownership ownership;
  private Service service;
  private final Keeper keeper;

  private Owner(World world, Chunk chunk, Node node, Optional<Epoch> creation) {
    this.world = world;
    this.chunk = chunk;
    this.node = node;
    this.name = node + "'s owner " + chunk.info().number() + "." + world.timeline().now();
    this.claimant = new Claimant(world, chunk, this, creation);
    this.keeper = new Keeper(world, chunk, this);
  }

  static void start(World world, Chunk chunk, Node node, boolean mayCreate) {
    Optional<Epoch> creation =
        mayCreate ? Optional.of(Epoch.NONE.next(world.random().nextLong())) : Optional.empty();
    start(world, chunk, node, creation);
  }

  private static void start(World world, Chunk chunk, Node node, Optional<Epoch> creation) {
    Owner owner = new Owner(world, chunk, node, creation);
    chunk.owners().add(owner);
    world.trace().note(() -> owner.name + " starts, may create: " + creation);
    owner.claimant.tick();
    owner.scheduleTick();
  }

  void stop(String why) {
    if (!stopped) {
      stopped = true;
      chunk.owners().remove(this);
      world.trace().note(() -> name + " stops: " + why);
    }
  }

  /** Takes an input after those before it; an effect of one is an input of its own. */
  void input(Runnable input) {
    inputs.addLast(input);
    Violation.unless(inputs.size() < MAX_INPUTS, "an owner's mailbox is bounded");
    if (atWork) {
      return;
    }
    atWork = true;
    while (!inputs.isEmpty() && !stopped) {
      inputs.removeFirst().run();
    }
    atWork = false;
  }

  private void scheduleTick() {
    world
        .timeline()
        .in(
            TICK_MILLIS,
            () -> name + " ticks",
            () -> {
              if (!stopped) {
                input(this::tick);
                scheduleTick();
              }
            });
  }

  private void tick() {
    ticks++;
    if (service == null && ticks > TICKS_UNTIL_SERVING) {
      stop("not serving in time");
    } else if (ownership == null) {
      claimant.tick();
    } else {
      links.values().forEach(Link::tick);
      if (!isAtRest()) {
        keeper.tick();
      }
      if (service != null) {
        service.tick();
      }
    }
  }

  /** Nobody waits for it, nor it for anybody: it does not look at its copies until that changes. */
  private boolean isAtRest() {
    return service != null && service.isIdle() && keeper.isSettled();
  }

  /** Makes way for another try at the same place. */
  void startAgain(String why, Optional<Epoch> creation) {
    stop(why);
    start(world, chunk, node, creation);
  }

  /** The claimant knows what to claim. */
  void own(Epoch epoch, CopiesAt copies, Set<ReplicaId> others, boolean mayForce) {
    world.trace().note(() -> name + " claims " + epoch + " by " + copies);
    ownership = world.rules().ownership(epoch, chunk.info(), copies, this);
    ownership.start(others, mayForce);
    keeper.tick();
  }

  @Override
  public void open(ReplicaId copy, Claim claim) {
    Link link = new Link(world, chunk, this, copy, claim);
    links.put(copy, link);
    input(link::start);
  }

  @Override
  public void close(ReplicaId copy) {
    Optional.ofNullable(links.remove(copy)).ifPresent(Link::close);
  }

  @Override
  public void drop(ReplicaId copy) {
    Epoch epoch = epoch();
    world.ask(node, copy, chunk, () -> "drop " + epoch, stored -> stored.drop(epoch));
  }

  /** A node has a copy that may be in no list any more. */
  void lookAfter(ReplicaId copy, Epoch promised, EpochRuns log) {
    if (!isServing() || ownership.fed().contains(copy) || ownership.copies().contains(copy)) {
      return;
    }
    ownership.refused(promised);
    if (stopped) {
      return;
    }
    if (ownership.isContained(log)) {
      drop(copy);
    } else {
      service.handIn(copy, log);
    }
  }

  @Override
  public void begin(ReplicaId copy, EpochRuns log) {
    Link link = links.get(copy);
    input(() -> link.begin(log));
  }

  @Override
  public void offer(Batch batch) {
    chunk.ledger().written(batch, ownership.copies());
    List<Link> all = List.copyOf(links.values());
    input(() -> all.forEach(link -> link.offer(batch)));
  }

  @Override
  public void confirm(long round) {
    List<Link> all = List.copyOf(links.values());
    input(() -> all.forEach(link -> link.confirm(round)));
  }

  @Override
  public void serving() {
    world.trace().note(() -> name + " serves in " + epoch() + " with " + copies());
    world.figures().count(Figure.TAKEOVERS);
    chunk.ledger().serving(this, ownership.log());
    service = new Service(world, chunk, this);
    if (ownership.copiesAt().forced() == ownership.log().last()) {
      world.figures().count(Figure.FORCED_RECOVERIES);
    }
    input(service::tick);
  }

  @Override
  public void committed(long committed, long byAll) {
    chunk.ledger().committed(ownership.log(), committed);
    List<Link> all = List.copyOf(links.values());
    input(() -> all.forEach(link -> link.committed(committed)));
    if (service != null) {
      input(() -> service.committed(committed));
    }
  }

  @Override
  public void confirmed(long round) {
    if (service != null) {
      input(() -> service.confirmed(round));
    }
  }

  @Override
  public void lost(Epoch by) {
    stop("lost to " + by);
    if (!world.isHealed() && node.isUp() && world.chance(30)) {
      start(world, chunk, node, claimant.nextCreation(by));
    }
  }

  /** A node is back, perhaps with its store. */
  void restarted(Node back) {
    links.forEach(
        (copy, link) -> {
          if (back.has(chunk, copy)) {
            input(link::restarted);
          }
        });
  }

  /** Null while it surveys. */
  Ownership ownership() {
    return ownership;
  }

  /** Null while it does not serve. */
  Service service() {
    return service;
  }

  Node node() {
    return node;
  }

  Epoch epoch() {
    return ownership.epoch();
  }

  /** The copies it counts; none before it claims. */
  Optional<Copies> copies() {
    return Optional.ofNullable(ownership).map(Ownership::copies);
  }

  boolean isServing() {
    return service != null && ownership.phase() == Phase.SERVING;
  }

  /**
   * Does it see to it that it counts without a copy on one of these nodes? One that is at rest does
   * not look.
   */
  boolean excuses(Predicate<Node> nodes) {
    return ownership != null
        && !isAtRest()
        && ownership.required().stream()
            .anyMatch(copy -> ownership.isExcused(copy) && nodes.test(world.nodeOf(copy)));
  }

  @Override
  public String toString() {
    return name;
  }
}
