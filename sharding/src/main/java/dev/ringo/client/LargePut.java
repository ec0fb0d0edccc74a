package dev.ringo.client;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.ringo.client.Failure.Reason;
import dev.ringo.domain.DomainEntity.AskForNodes;
import dev.ringo.domain.DomainEntity.CopiesOn;
import dev.ringo.domain.DomainEntity.PutStatus;
import dev.ringo.domain.Domains;
import dev.ringo.entry.ExternalValue;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.value.ValueHost;
import dev.ringo.value.ValueHost.Outcome;
import dev.ringo.value.ValueNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Brings a value that this node has received to the nodes of its copies, before its entry is put:
 * so those who put after it need not wait for it in the log.
 *
 * <pre>
 *   owner: which nodes? ──> each of them: pull it from here ──> most have it ──a moment, for the rest──> put
 * </pre>
 */
final class LargePut extends AbstractBehavior<LargePut.Command> {

  sealed interface Command {}

  private record Located(CopiesOn copies) implements Command {}

  private record Brought(ValueHost.Pulled pulled) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  /**
   * What is brought where.
   *
   * @param self the node that has it
   * @param deadlineNanos until when
   */
  record Task(
      DomainName domain, ExternalValue value, NodeId self, long deadlineNanos, Duration attempt) {}

  private static final Duration TICK = Duration.ofMillis(100);

  /** How long the last copies are waited for when most have the value; not those that are gone. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** A copy's node that has not answered is asked again: it may not have heard. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final Domains domains;
  private final KnownChunks chunks;
  private final ValueNodes hosts;
  private final Task task;
  private final Runnable then;
  private final Consumer<Failure> otherwise;
  private final ActorRef<CopiesOn> onLocated;
  private final ActorRef<ValueHost.Pulled> onBrought;
  private final Set<NodeId> whole = new HashSet<>();
  private final Set<NodeId> withoutRoom = new HashSet<>();
  private List<NodeId> nodes = List.of();
  private long askAgainNanos;

  /** The number of the chunk that the value is brought to: the domain's last one. */
  private long number;

  private long majoritySinceNanos;
  private boolean hasMajority;

  /** Did the last answer say that no node has a copy of the domain? */
  private boolean isWithoutCopies;

  private LargePut(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Domains domains,
      KnownChunks chunks,
      ValueNodes hosts,
      Task task,
      Runnable then,
      Consumer<Failure> otherwise) {
    super(context);
    this.domains = domains;
    this.chunks = chunks;
    this.hosts = hosts;
    this.task = task;
    this.then = then;
    this.otherwise = otherwise;
    onLocated = context.messageAdapter(CopiesOn.class, Located::new);
    onBrought = context.messageAdapter(ValueHost.Pulled.class, Brought::new);
    timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
    ask();
  }

  /**
   * Brings a value to its copies.
   *
   * @param then is run when most of them have it
   * @param otherwise is told why that cannot be; the entry is not stored then
   */
  static Behavior<Command> create(
      Domains domains,
      KnownChunks chunks,
      ValueNodes hosts,
      Task task,
      Runnable then,
      Consumer<Failure> otherwise) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new LargePut(context, timers, domains, chunks, hosts, task, then, otherwise)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Located.class, this::onLocated)
        .onMessage(Brought.class, this::onBrought)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .build();
  }

  /** Asks the owner, as the copies may have moved, and those copies that are known. */
  private void ask() {
    long last = chunks.of(task.domain()) - 1;
    if (last > number) {
      // The one before is full.
      number = last;
      nodes = List.of();
      whole.clear();
    }
    askAgainIn(nodes.isEmpty() ? task.attempt() : AGAIN);
    domains.tell(new AskForNodes(number, chunk(), onLocated));
    nodes.stream().filter(node -> !whole.contains(node)).forEach(this::ask);
  }

  private void askAgainIn(Duration pause) {
    askAgainNanos = System.nanoTime() + pause.toNanos();
  }

  private ChunkId chunk() {
    return ChunkId.of(number, task.domain());
  }

  private void ask(NodeId node) {
    List<NodeId> sources = new ArrayList<>();
    sources.add(task.self());
    sources.addAll(nodes);
    hosts
        .hostOn(node)
        .ifPresent(
            host -> host.tell(new ValueHost.Pull(chunk(), task.value(), sources, onBrought)));
  }

  private Behavior<Command> onLocated(Located message) {
    Optional<PutStatus> refused = message.copies().refused();
    if (refused.isPresent()) {
      isWithoutCopies = refused.get() == PutStatus.NO_COPY;
      return switch (refused.get()) {
        case NO_SUCH_DOMAIN ->
            failed(Reason.NO_SUCH_DOMAIN, "the domain does not exist: create it first");
        case BUSY ->
            failed(Reason.BUSY, "too much is under way for this domain: try again a little later");
        default -> {
          // It begins to serve, or makes the next chunk.
          askAgainIn(TICK);
          yield this;
        }
      };
    }
    chunks.learn(task.domain(), message.copies().chunks());
    if (message.copies().request() != number) {
      return this;
    }
    if (message.copies().chunks() > number + 1) {
      ask();
      return this;
    }
    List<NodeId> before = nodes;
    nodes = message.copies().nodes();
    nodes.stream().filter(node -> !before.contains(node)).forEach(this::ask);
    return check();
  }

  private Behavior<Command> onBrought(Brought message) {
    if (!message.pulled().chunk().equals(chunk())) {
      return this;
    }
    NodeId node = message.pulled().node();
    if (message.pulled().outcome() == Outcome.WHOLE) {
      whole.add(node);
      withoutRoom.remove(node);
    } else if (message.pulled().outcome() == Outcome.NO_ROOM) {
      withoutRoom.add(node);
    }
    return check();
  }

  private Behavior<Command> check() {
    long has = nodes.stream().filter(whole::contains).count();
    long full = nodes.stream().filter(withoutRoom::contains).count();
    boolean most = has > nodes.size() / 2;
    if (most && !hasMajority) {
      majoritySinceNanos = System.nanoTime();
    }
    hasMajority = most;
    boolean allHave =
        nodes.stream().allMatch(node -> whole.contains(node) || hosts.hostOn(node).isEmpty());
    boolean isOver = allHave || System.nanoTime() - majoritySinceNanos > GRACE.toNanos();
    if (most && isOver) {
      then.run();
      return Behaviors.stopped();
    }
    return !most && nodes.size() - full <= nodes.size() / 2 && full > 0
        ? failed(Reason.FULL, "most of the copies' nodes cannot write the value to their disks")
        : this;
  }

  private Behavior<Command> onTick() {
    long now = System.nanoTime();
    if (now - task.deadlineNanos() >= 0) {
      return isWithoutCopies
          ? failed(Reason.UNAVAILABLE, Failure.NO_COPY_ANSWERS)
          : failed(Reason.TIMEOUT, "the value did not get to most of its copies in time");
    }
    if (now - askAgainNanos >= 0) {
      ask();
    }
    return check();
  }

  private Behavior<Command> failed(Reason reason, String message) {
    otherwise.accept(new Failure(reason, message));
    return Behaviors.stopped();
  }
}
