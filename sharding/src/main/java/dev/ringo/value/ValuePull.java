package dev.ringo.value;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.ringo.entry.ExternalValue;
import dev.ringo.journal.Disk;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeId;
import dev.ringo.value.ValueHost.BlockRead;
import dev.ringo.value.ValueHost.Outcome;
import dev.ringo.value.ValueHost.ReadBlock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/**
 * Gets one value from other nodes and writes it to its file, a few blocks at a time. One that the
 * node has received itself is linked. Each block is checked; a node that has a wrong one, or none,
 * or does not answer, is left for the next one.
 */
final class ValuePull extends AbstractBehavior<ValuePull.Command> {

  sealed interface Command {}

  /** More nodes that may have the value. */
  record Sources(List<NodeId> nodes) implements Command {}

  private record Answered(BlockRead answer) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  /** Blocks that are asked for at the same time. */
  static final int WINDOW = 4;

  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** How often each node is asked in vain, one after the other, before this gives up. */
  private static final int ROUNDS = 2;

  private final ValueFiles files;
  private final ValueNodes nodes;
  private final ChunkId chunk;
  private final ExternalValue value;
  private final ActorRef<ValueHost.PullEnded> parent;
  private final ActorRef<BlockRead> onAnswer;
  private final BitSet asked = new BitSet();
  private List<NodeId> sources;
  private PartFile part;
  private int source;
  private int failures;

  /** Tells the answers of the present source from those of the ones before. */
  private int attempt;

  private long heardNanos = System.nanoTime();
  private long progressNanos = heardNanos;

  private ValuePull(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ValueFiles files,
      ValueNodes nodes,
      ChunkId chunk,
      ExternalValue value,
      List<NodeId> sources,
      ActorRef<ValueHost.PullEnded> parent) {
    super(context);
    this.files = files;
    this.nodes = nodes;
    this.chunk = chunk;
    this.value = value;
    this.sources = nodes.startingWith(sources, chunk);
    this.parent = parent;
    onAnswer = context.messageAdapter(BlockRead.class, Answered::new);
    timers.startTimerWithFixedDelay(Tick.INSTANCE, ANSWER.dividedBy(2));
  }

  /**
   * A pull, on a dispatcher whose threads may wait for the disk.
   *
   * @param sources the nodes that are asked first
   * @param parent is told how it ended
   */
  static Behavior<Command> create(
      ValueFiles files,
      ValueNodes nodes,
      ChunkId chunk,
      ExternalValue value,
      List<NodeId> sources,
      ActorRef<ValueHost.PullEnded> parent) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new ValuePull(context, timers, files, nodes, chunk, value, sources, parent)
                        .begun()));
  }

  private Behavior<Command> begun() {
    try {
      if (isLinked()) {
        return ended(Outcome.WHOLE);
      }
      part = PartFile.open(files.fileOf(chunk, value.name()), value);
      return goOn();
    } catch (IOException e) {
      return failed(e);
    }
  }

  /** Did this node receive the value itself? Then it is there, and checked. */
  private boolean isLinked() throws IOException {
    Path received = files.incoming(value.name());
    Path file = files.fileOf(chunk, value.name());
    try (FileChannel channel = FileChannel.open(received, StandardOpenOption.WRITE)) {
      if (channel.size() != value.length()) {
        return false;
      }
      channel.force(true);
      PartFile.makeDirectoryOf(file);
      files.name(file, () -> link(file, received));
    } catch (NoSuchFileException e) {
      return false;
    } catch (FileAlreadyExistsException | UnsupportedOperationException e) {
      // Bytes go everywhere.
      return false;
    }
    return true;
  }

  private static void link(Path file, Path received) throws IOException {
    Files.createLink(file, received);
    Disk.forceDirectory(file.getParent());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Answered.class, this::onAnswered)
        .onMessage(Sources.class, this::onSources)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onSignal(PostStop.class, signal -> onStopped())
        .build();
  }

  private Behavior<Command> onSources(Sources more) {
    NodeId current = sources.isEmpty() ? null : sources.get(source % sources.size());
    sources = nodes.startingWith(more.nodes(), chunk);
    source = Math.max(0, sources.indexOf(current));
    return this;
  }

  private Behavior<Command> onAnswered(Answered message) {
    int block = (int) message.answer().request();
    boolean isOld = message.answer().request() >>> Integer.SIZE != attempt;
    byte[] bytes = message.answer().bytes();
    if (!part.isMissing(block)) {
      return this;
    }
    heardNanos = System.nanoTime();
    if (!value.isBlock(block, bytes)) {
      return isOld ? this : nextSource();
    }
    progressNanos = heardNanos;
    failures = 0;
    asked.clear(block);
    try {
      part.write(block, bytes);
      return goOn();
    } catch (IOException e) {
      return failed(e);
    }
  }

  /** Asks another node for all that is missing; answers of the one before may still come. */
  private Behavior<Command> nextSource() {
    failures++;
    source++;
    attempt++;
    asked.clear();
    return failures >= ROUNDS * sources.size() ? ended(Outcome.NOT_FOUND) : goOn();
  }

  private Behavior<Command> goOn() {
    try {
      if (part.isWhole()) {
        files.name(files.fileOf(chunk, value.name()), part::finish);
        return ended(Outcome.WHOLE);
      }
    } catch (IOException e) {
      return failed(e);
    }
    int next = part.nextMissing(0);
    while (next >= 0 && asked.cardinality() < WINDOW) {
      if (!asked.get(next)) {
        ask(next);
      }
      next = part.nextMissing(next + 1);
    }
    return this;
  }

  private void ask(int block) {
    asked.set(block);
    if (!sources.isEmpty()) {
      nodes
          .hostOn(sources.get(source % sources.size()))
          .ifPresent(
              host ->
                  host.tell(
                      new ReadBlock(
                          chunk,
                          value.name(),
                          value.startOf(block),
                          value.lengthOf(block),
                          (long) attempt << Integer.SIZE | block,
                          onAnswer)));
    }
  }

  private Behavior<Command> onTick() {
    long now = System.nanoTime();
    if (sources.isEmpty() || now - progressNanos > PATIENCE.toNanos()) {
      return ended(Outcome.NOT_FOUND);
    }
    if (now - heardNanos > ANSWER.toNanos()) {
      heardNanos = now;
      return nextSource();
    }
    return this;
  }

  private Behavior<Command> failed(IOException cause) {
    getContext().getLog().warn("{} of {} cannot be written: {}", value, chunk, cause.toString());
    try {
      if (part != null) {
        part.drop();
      }
    } catch (IOException e) {
      // It is deleted as a leftover later.
    }
    return ended(Outcome.NO_ROOM);
  }

  private Behavior<Command> ended(Outcome outcome) {
    parent.tell(new ValueHost.PullEnded(chunk, value.name(), outcome));
    return Behaviors.stopped(this::close);
  }

  private Behavior<Command> onStopped() {
    close();
    return this;
  }

  /** What is there stays for the next pull. */
  private void close() {
    try {
      if (part != null) {
        part.close();
      }
    } catch (IOException e) {
      getContext().getLog().warn("{} could not be closed: {}", value, e.toString());
    }
  }
}
