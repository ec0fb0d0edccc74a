package dev.ringo.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.ringo.cluster.ClusterView;
import dev.ringo.entry.ExternalValue;
import dev.ringo.journal.FileCheck;
import dev.ringo.journal.FileCheck.Span;
import dev.ringo.journal.FileJournal;
import dev.ringo.journal.Patch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.LogPosition;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import dev.ringo.value.LocalValues;
import dev.ringo.value.ValueHost;
import dev.ringo.wire.ControlMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a node's copies through, one after the other and no faster than it may, and compares each
 * with the others. What is damaged it only finds: the {@link Mender} mends entries; frames that no
 * other copy has, the journal, if it can.
 *
 * <pre>
 *   due, or asked for ──> frames of the file ──> entries of the log ──> values ──> compare with each other copy
 * </pre>
 */
public final class Scrubber extends AbstractBehavior<Scrubber.Command> {

  /** The scrubber's name among the system's actors, the same on every node. */
  public static final String NAME = "ringo-scrubber";

  private static final Duration STEP = Duration.ofMillis(100);
  private static final Duration REST = Duration.ofSeconds(1);
  private static final Duration SAVE = Duration.ofMinutes(1);
  private static final int RECHECKED_AT_ONCE = 20;
  private static final Duration CHECK_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration MOST_PAUSE = Duration.ofMinutes(1);
  private static final int MAX_DAMAGED = 10_000;

  public sealed interface Command
      permits Now, AskForProgress, AskForHashes, Step, Save, Checked, Compared {}

  /** Has all copies of the node read through as soon as may be. */
  public record Now() implements Command, ControlMessage {}

  public record AskForProgress(ActorRef<Progress> replyTo) implements Command, ControlMessage {}

  /**
   * How far it is.
   *
   * @param copies on the node
   * @param left those of them that were asked for or are being read, and are not done
   * @param bytes read since the start
   */
  public record Progress(int copies, int left, long bytes, StoreHealth.Report disk)
      implements ControlMessage {}

  /**
   * Asks for the hashes right below a node of the tree over a copy's log up to a position; its
   * leaves have level 0.
   */
  record AskForHashes(
      ReplicaId replica,
      ChunkId chunk,
      LogPosition upTo,
      int level,
      int number,
      ActorRef<Hashes> replyTo)
      implements Command, ControlMessage {}

  /**
   * Some hashes; none if the copy was not read so far since its node's start, or has another log.
   *
   * @param covered index up to which it could have said something
   */
  record Hashes(List<byte[]> hashes, long covered, EpochRuns log) implements ControlMessage {}

  enum Step implements Command {
    INSTANCE
  }

  enum Save implements Command {
    INSTANCE
  }

  /** A value in a file of its own was looked through, and mended if it could be. */
  private record Checked(ValueHost.Checked value) implements Command {}

  /** The copy that was read through is compared with all others that can be asked. */
  record Compared(ChunkId chunk) implements Command {}

  /** The leaves of a copy that was read through. */
  private record Read(ReplicaId replica, LeafHashes leaves) {}

  private final TimerScheduler<Command> timers;
  private final NavigableMap<ChunkId, PublishedCopy> published;
  private final Optional<LocalValues> values;
  private final ScrubSettings settings;
  private final StoreHealth health;
  private final ScrubLog log;
  private final akka.actor.ActorSystem system;
  private final Set<ChunkId> wanted = new LinkedHashSet<>();
  private final Map<ChunkId, Read> read = new HashMap<>();

  /** Damage in files that no entry may explain, to be looked at again. */
  private final Map<ChunkId, List<Span>> suspects = new HashMap<>();

  /** What is being read or compared; null if nothing is. */
  private CopyScrub current;

  private boolean isComparing;
  private final ActorRef<ValueHost.Checked> onChecked;

  /** The value that is looked through; null if none is. */
  private ExternalValue checking;

  private long checkingSinceNanos;

  /** Values that are damaged or missing and could not be mended when they were looked through. */
  private final Set<String> damagedValues = new HashSet<>();

  private long bytes;

  private Scrubber(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      NavigableMap<ChunkId, PublishedCopy> published,
      Optional<LocalValues> values,
      ScrubSettings settings) {
    super(context);
    this.timers = timers;
    this.published = published;
    this.values = values;
    this.settings = settings;
    system = Adapter.toClassic(context.getSystem());
    health = StoreHealth.get(context.getSystem());
    log = new ScrubLog(FileJournal.directory(system), settings.period());
    onChecked = context.messageAdapter(ValueHost.Checked.class, Checked::new);
    timers.startTimerWithFixedDelay(Save.INSTANCE, SAVE);
    timers.startSingleTimer(Step.INSTANCE, REST);
  }

  /**
   * The scrubber of a node.
   *
   * @param published the node's copies; for many threads
   * @param values those in files of their own
   */
  static Behavior<Command> create(
      NavigableMap<ChunkId, PublishedCopy> published,
      Optional<LocalValues> values,
      ScrubSettings settings) {
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new Scrubber(context, timers, published, values, settings)));
    return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Now.class, this::onNow)
        .onMessage(AskForProgress.class, this::onAskForProgress)
        .onMessage(AskForHashes.class, this::onAskForHashes)
        .onMessageEquals(Step.INSTANCE, this::onStep)
        .onMessageEquals(Save.INSTANCE, this::onSave)
        .onMessage(Checked.class, this::onChecked)
        .onMessage(Compared.class, this::onCompared)
        .onSignal(PostStop.class, stop -> onSave())
        .build();
  }

  private Behavior<Command> onNow(Now now) {
    wanted.addAll(published.keySet());
    timers.startSingleTimer(Step.INSTANCE, STEP);
    return this;
  }

  private Behavior<Command> onAskForProgress(AskForProgress ask) {
    int left = wanted.size() + (current == null ? 0 : 1);
    StoreHealth.Report disk = health.report(published.values());
    ask.replyTo().tell(new Progress(published.size(), left, bytes, disk));
    return this;
  }

  private Behavior<Command> onSave() {
    log.save();
    return this;
  }

  private Behavior<Command> onStep() {
    if (current == null) {
      recheck();
      begin();
    }
    if (current != null && !isComparing) {
      step();
    }
    timers.startSingleTimer(Step.INSTANCE, current == null ? REST : STEP);
    return this;
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  private void begin() {
    Optional<ChunkId> next = wanted.stream().findFirst();
    if (next.isEmpty()) {
      next = log.due(published.keySet(), now());
    }
    read.keySet().retainAll(published.keySet());
    next.ifPresent(wanted::remove);
    current = next.map(published::get).map(CopyScrub::new).orElse(null);
  }

  /** One value after the other; then the copy is compared with others. */
  private void checkValues() {
    boolean waits =
        checking != null && System.nanoTime() - checkingSinceNanos < CHECK_TIMEOUT.toNanos();
    if (waits) {
      return;
    }
    checking = current.values().poll();
    if (checking == null || values.isEmpty()) {
      compare();
    } else {
      checkingSinceNanos = System.nanoTime();
      values.get().host().tell(new ValueHost.Check(current.chunk(), checking, onChecked));
    }
  }

  private Behavior<Command> onChecked(Checked message) {
    ValueHost.Checked checked = message.value();
    if (checked.state() == ValueHost.State.DAMAGED && damagedValues.size() < MAX_DAMAGED) {
      damagedValues.add(checked.name());
    } else {
      damagedValues.remove(checked.name());
    }
    if (checked.state() == ValueHost.State.MENDED) {
      health.mended();
    }
    if (checking != null && checking.name().equals(checked.name())) {
      bytes += checking.length();
      // As long as it may take to read so much.
      Duration pause = Duration.ofMillis(1000 * checking.length() / settings.bytesPerSecond());
      checking = null;
      timers.startSingleTimer(Step.INSTANCE, pause.compareTo(MOST_PAUSE) < 0 ? pause : MOST_PAUSE);
    }
    return this;
  }

  private void step() {
    PublishedCopy copy = published.get(current.chunk());
    if (copy == null || !copy.replica().equals(current.copy().replica())) {
      // It was dropped, or is being read anew: then it has its turn again.
      wanted.add(current.chunk());
      wanted.retainAll(published.keySet());
      current = null;
      return;
    }
    try {
      int share = (int) Math.min(Integer.MAX_VALUE, settings.bytesPerSecond() / 10);
      bytes += current.read(system, copy, share, this::mend);
      if (current.isRead() || copy.log().last() < current.upTo()) {
        checkValues();
      }
    } catch (IOException | RuntimeException e) {
      getContext().getLog().error("The file of {} cannot be read: {}", current, e.toString());
      finish();
    }
  }

  /** A frame that is not user data has one wrong byte, and it is known which. */
  private void mend(Patch patch) {
    String file = current.toString();
    FileJournal.mend(system, current.persistenceId(), patch)
        .whenCompleteAsync(
            (done, failure) -> {
              if (failure == null) {
                health.mended();
                getContext().getSystem().log().info("a frame in {} is mended", file);
              }
            },
            getContext().getExecutionContext());
  }

  private void compare() {
    suspects.put(current.chunk(), new ArrayList<>(current.damaged()));
    read.put(current.chunk(), new Read(current.copy().replica(), current.leaves()));
    isComparing = true;
    ActorRef<CopyComparison.Command> comparison =
        getContext()
            .spawnAnonymous(
                CopyComparison.create(
                    current, published, ClusterView.get(getContext().getSystem())),
                DispatcherSelector.sameAsParent());
    getContext().watchWith(comparison, new Compared(current.chunk()));
  }

  private Behavior<Command> onCompared(Compared compared) {
    if (current != null && current.chunk().equals(compared.chunk())) {
      finish();
    }
    return this;
  }

  private void finish() {
    log.done(current.chunk(), now());
    isComparing = false;
    current = null;
  }

  /** Damage that is still there and that no entry explains is no entry's. */
  private void recheck() {
    suspects.keySet().retainAll(published.keySet());
    suspects.values().removeIf(List::isEmpty);
    long broken = 0;
    for (Map.Entry<ChunkId, List<Span>> some : suspects.entrySet()) {
      PublishedCopy copy = published.get(some.getKey());
      if (copy == null) {
        continue;
      }
      List<Span> first =
          some.getValue().subList(0, Math.min(RECHECKED_AT_ONCE, some.getValue().size()));
      first.removeIf(span -> !isDamaged(some.getKey(), span));
      broken += some.getValue().stream().filter(span -> !copy.entries().explains(span)).count();
    }
    health.broken(broken + damagedValues.size());
  }

  private boolean isDamaged(ChunkId chunk, Span span) {
    try {
      String id = Replica.persistenceIdOf(chunk).id();
      return !FileCheck.again(system, id, span).damaged().isEmpty();
    } catch (IOException e) {
      return true;
    }
  }

  private Behavior<Command> onAskForHashes(AskForHashes ask) {
    PublishedCopy copy = published.get(ask.chunk());
    if (copy == null || !copy.replica().equals(ask.replica())) {
      return this;
    }
    Read known = read.get(ask.chunk());
    boolean isKnown = known != null && known.replica().equals(ask.replica());
    List<byte[]> hashes =
        isKnown && copy.log().holds(ask.upTo())
            ? known
                .leaves()
                .tree(copy.entries(), ask.upTo().index())
                .map(tree -> tree.below(new HashTree.Node(ask.level(), ask.number())))
                .orElse(List.of())
            : List.of();
    ask.replyTo().tell(new Hashes(hashes, isKnown ? known.leaves().covered() : 0, copy.log()));
    return this;
  }
}
