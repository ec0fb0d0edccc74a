package dev.ringo.value;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.Routers;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.ringo.entry.ExternalValue;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeId;
import dev.ringo.wire.DataMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out the values of a node, block by block, and gets those that its copies need from other
 * nodes. Who asks for blocks asks for the next ones when he has these: his pace is the pace of all.
 */
public final class ValueHost extends AbstractBehavior<ValueHost.Command> {

  /** The host's name among the system's actors, the same on every node. */
  public static final String NAME = "ringo-values";

  public sealed interface Command
      permits ReadBlock, Pull, PullEnded, Check, CheckEnded, Mended, Tick {}

  /**
   * Asks for some bytes of a value, a block at most.
   *
   * @param request returned with the answer
   */
  public record ReadBlock(
      ChunkId chunk, String name, long from, int length, long request, ActorRef<BlockRead> replyTo)
      implements Command, DataMessage {}

  /** The bytes, not checked; none if the node does not have them. */
  public record BlockRead(long request, byte[] bytes) implements DataMessage {}

  /**
   * Asks for a value to be here, for a copy of a chunk. Answered when it is, or cannot be had.
   *
   * @param from nodes that may have it, to be asked before all others
   */
  public record Pull(
      ChunkId chunk, ExternalValue value, List<NodeId> from, ActorRef<Pulled> replyTo)
      implements Command, DataMessage {}

  /**
   * Asks to have a value of a copy on this node looked through, and mended from other nodes if it
   * is damaged or missing.
   */
  public record Check(ChunkId chunk, ExternalValue value, ActorRef<Checked> replyTo)
      implements Command, DataMessage {}

  /** What came of a check. */
  public enum State {
    INTACT,
    MENDED,
    /** It is damaged or missing, and no node gave what belongs there, or not now. */
    DAMAGED
  }

  public record Checked(ChunkId chunk, String name, State state) implements DataMessage {}

  /** If something is wrong, what is right of the file is ready to be completed. */
  private record CheckEnded(Check check, boolean isIntact) implements Command {}

  /** A pull for a check has ended. */
  private record Mended(Pulled pulled) implements Command {}

  /** What came of a pull. */
  public enum Outcome {
    /** The value is here, whole, checked and on the disk. */
    WHOLE,
    /** No node gave it, or not now. */
    NOT_FOUND,
    /** This node could not write it. */
    NO_ROOM
  }

  public record Pulled(NodeId node, ChunkId chunk, String name, Outcome outcome)
      implements DataMessage {}

  /** A pull has come to its end. */
  record PullEnded(ChunkId chunk, String name, Outcome outcome) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  private static final Logger LOG = LoggerFactory.getLogger(ValueHost.class);

  /** For what waits for the disk. */
  static final DispatcherSelector DISK = DispatcherSelector.fromConfig("ringo.value.dispatcher");

  private static final int READERS = 4;
  private static final int MOST_WAITING = 1_000;
  private static final int MOST_ASKERS = 100;
  private static final int MOST_CHECKS = 100;
  private static final Duration CLEANING = Duration.ofMinutes(10);

  private record Key(ChunkId chunk, String name) {}

  /** A value that is asked for, and by whom. */
  private static final class Wanted {
    final Pull pull;
    final Set<ActorRef<Pulled>> askers = new LinkedHashSet<>();
    ActorRef<ValuePull.Command> actor;

    Wanted(Pull pull) {
      this.pull = pull;
    }
  }

  private final NodeId self;
  private final ValueFiles files;
  private final ValueNodes nodes;
  private final int pullsAtOnce;
  private final Leftovers leftovers;
  private final ActorRef<ReadBlock> readers;
  private final ActorRef<Check> checker;
  private final Map<Key, Wanted> wanted = new HashMap<>();
  private final Deque<Wanted> waiting = new ArrayDeque<>();
  private int underWay;
  private final Map<Key, Check> checking = new HashMap<>();
  private final ActorRef<Pulled> onMended;

  private ValueHost(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      NodeId self,
      ValueFiles files,
      ValueNodes nodes,
      int pullsAtOnce,
      Leftovers leftovers) {
    super(context);
    this.self = self;
    this.files = files;
    this.nodes = nodes;
    this.pullsAtOnce = pullsAtOnce;
    this.leftovers = leftovers;
    readers =
        context.spawn(
            Routers.pool(
                    READERS,
                    Behaviors.<ReadBlock>supervise(Behaviors.receiveMessage(this::read))
                        .onFailure(SupervisorStrategy.resume()))
                .withRouteeProps(DISK),
            "readers");
    onMended = context.messageAdapter(Pulled.class, Mended::new);
    ActorRef<Command> host = context.getSelf();
    checker =
        context.spawn(
            Behaviors.<Check>supervise(
                    Behaviors.receiveMessage(check -> ValueHost.check(files, check, host)))
                .onFailure(SupervisorStrategy.resume()),
            "checker",
            DISK);
    timers.startTimerWithFixedDelay(Tick.INSTANCE, Duration.ZERO, CLEANING);
  }

  /**
   * The host of a node's values; to be started with {@link #props}.
   *
   * @param nodes where values may come from
   * @param pullsAtOnce values that are pulled at the same time
   * @param leftovers what is done now and then
   */
  public static Behavior<Command> create(
      NodeId self, ValueFiles files, ValueNodes nodes, int pullsAtOnce, Leftovers leftovers) {
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new ValueHost(
                            context, timers, self, files, nodes, pullsAtOnce, leftovers)));
    return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.resume());
  }

  /** It looks at files itself. */
  public static Props props() {
    return DISK;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(ReadBlock.class, this::onReadBlock)
        .onMessage(Pull.class, this::onPull)
        .onMessage(PullEnded.class, this::onPullEnded)
        .onMessage(Check.class, this::onCheck)
        .onMessage(CheckEnded.class, this::onCheckEnded)
        .onMessage(Mended.class, this::onMended)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .build();
  }

  private Behavior<Command> onReadBlock(ReadBlock ask) {
    readers.tell(ask);
    return this;
  }

  private Behavior<ReadBlock> read(ReadBlock ask) {
    byte[] bytes = {};
    try {
      int length = Math.max(0, Math.min(ask.length(), ExternalValue.BLOCK_BYTES));
      bytes = files.read(ask.chunk(), ask.name(), ask.from(), length);
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} of {} cannot be read: {}", ask.name(), ask.chunk(), e.toString());
    }
    ask.replyTo().tell(new BlockRead(ask.request(), bytes));
    return Behaviors.same();
  }

  private Behavior<Command> onPull(Pull pull) {
    ChunkId chunk = pull.chunk();
    Key key = new Key(chunk, pull.value().name());
    Wanted same = wanted.get(key);
    if (same != null) {
      if (same.askers.size() < MOST_ASKERS) {
        same.askers.add(pull.replyTo());
      } else {
        pull.replyTo().tell(new Pulled(self, chunk, key.name(), Outcome.NOT_FOUND));
      }
      if (same.actor != null) {
        same.actor.tell(new ValuePull.Sources(pull.from()));
      }
    } else if (holds(pull)) {
      pull.replyTo().tell(new Pulled(self, chunk, key.name(), Outcome.WHOLE));
    } else if (waiting.size() >= MOST_WAITING) {
      pull.replyTo().tell(new Pulled(self, chunk, key.name(), Outcome.NOT_FOUND));
    } else {
      Wanted fresh = new Wanted(pull);
      fresh.askers.add(pull.replyTo());
      wanted.put(key, fresh);
      waiting.addLast(fresh);
      startPulls();
    }
    return this;
  }

  private boolean holds(Pull pull) {
    try {
      return files.holds(pull.chunk(), pull.value());
    } catch (UncheckedIOException e) {
      LOG.warn("{} cannot be looked for: {}", pull.value().name(), e.toString());
      return false;
    }
  }

  private void startPulls() {
    while (underWay < pullsAtOnce && !waiting.isEmpty()) {
      Wanted next = waiting.removeFirst();
      underWay++;
      Pull pull = next.pull;
      next.actor =
          getContext()
              .spawnAnonymous(
                  ValuePull.create(
                      files,
                      nodes,
                      pull.chunk(),
                      pull.value(),
                      pull.from(),
                      getContext().getSelf().narrow()),
                  DISK);
      // One that fails says nothing itself.
      getContext()
          .watchWith(
              next.actor, new PullEnded(pull.chunk(), pull.value().name(), Outcome.NOT_FOUND));
    }
  }

  private Behavior<Command> onPullEnded(PullEnded ended) {
    Wanted done = wanted.get(new Key(ended.chunk(), ended.name()));
    if (done == null || done.actor == null) {
      return this;
    }
    getContext().unwatch(done.actor);
    wanted.remove(new Key(ended.chunk(), ended.name()));
    underWay--;
    Pulled answer = new Pulled(self, ended.chunk(), ended.name(), ended.outcome());
    done.askers.forEach(asker -> asker.tell(answer));
    startPulls();
    return this;
  }

  /** One at a time for each value, and no more than a scrub or some readers ask for. */
  private Behavior<Command> onCheck(Check check) {
    Key key = new Key(check.chunk(), check.value().name());
    if (checking.size() < MOST_CHECKS && checking.putIfAbsent(key, check) == null) {
      checker.tell(check);
    }
    return this;
  }

  private static Behavior<Check> check(ValueFiles files, Check check, ActorRef<Command> host) {
    boolean isIntact = false;
    try {
      isIntact = files.isIntact(check.chunk(), check.value());
    } catch (IOException e) {
      LOG.warn("{} of {} cannot be read: {}", check.value(), check.chunk(), e.toString());
    }
    host.tell(new CheckEnded(check, isIntact));
    return Behaviors.same();
  }

  private Behavior<Command> onCheckEnded(CheckEnded ended) {
    Check check = ended.check();
    if (ended.isIntact()) {
      checked(check, State.INTACT);
      return this;
    }
    LOG.error("{} of {} is damaged or missing", check.value(), check.chunk());
    return onPull(new Pull(check.chunk(), check.value(), List.of(), onMended));
  }

  private Behavior<Command> onMended(Mended mended) {
    Check check = checking.get(new Key(mended.pulled().chunk(), mended.pulled().name()));
    if (check != null) {
      boolean isWhole = mended.pulled().outcome() == Outcome.WHOLE;
      if (isWhole) {
        LOG.info("{} of {} is mended", check.value(), check.chunk());
      }
      checked(check, isWhole ? State.MENDED : State.DAMAGED);
    }
    return this;
  }

  private void checked(Check check, State state) {
    checking.remove(new Key(check.chunk(), check.value().name()));
    check.replyTo().tell(new Checked(check.chunk(), check.value().name(), state));
  }

  private Behavior<Command> onTick() {
    getContext().spawnAnonymous(leftovers.cleaning(files), DISK);
    return this;
  }
}
