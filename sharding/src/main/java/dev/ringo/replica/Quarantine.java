package dev.ringo.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.ringo.cluster.ClusterView;
import dev.ringo.journal.FileJournal;
import dev.ringo.replica.ReplicaHost.Answered;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether a copy that cannot be read any more may be given up: only if every other copy
 * of the newest list is there and can be read. What was acknowledged is on one of those then. Asks
 * until it may, and ends.
 */
final class Quarantine extends AbstractBehavior<Quarantine.Command> {

  private static final Duration AGAIN = Duration.ofSeconds(3);

  sealed interface Command {}

  private enum Ask implements Command {
    INSTANCE
  }

  private record Answer(Answered answered) implements Command {}

  private final ChunkId chunk;
  private final ReplicaId replica;
  private final ClusterView view;
  private final ActorRef<ReplicaHost.Command> host;
  private final ActorRef<Answered> onAnswer;

  /** The newest list of copies that is known. */
  private CopiesAt copies;

  private final Set<ReplicaId> readable = new HashSet<>();
  private long round;

  private Quarantine(
      ActorContext<Command> context,
      ChunkId chunk,
      ReplicaId replica,
      CopiesAt copies,
      ActorRef<ReplicaHost.Command> host) {
    super(context);
    this.chunk = chunk;
    this.replica = replica;
    this.copies = copies;
    this.host = host;
    view = ClusterView.get(context.getSystem());
    onAnswer = context.messageAdapter(Answered.class, Answer::new);
  }

  /**
   * Asks the other copies.
   *
   * @param replica the copy that cannot be read
   * @param host is told when it may be put aside
   */
  static Behavior<Command> create(
      ChunkId chunk, ReplicaId replica, ActorRef<ReplicaHost.Command> host) {
    return Behaviors.setup(
        context -> {
          Optional<CopiesAt> copies = copiesIn(context, chunk);
          if (copies.map(list -> list.copies().members().size()).orElse(0) < 2) {
            context
                .getLog()
                .error(
                    "The copy of {} cannot be read, and no other one is known: it is left", chunk);
            return Behaviors.stopped();
          }
          return Behaviors.withTimers(
              timers -> new Quarantine(context, chunk, replica, copies.get(), host).begin(timers));
        });
  }

  /** What the file says, as far as it can be read. */
  private static Optional<CopiesAt> copiesIn(ActorContext<Command> context, ChunkId chunk) {
    Path root = FileJournal.directory(Adapter.toClassic(context.getSystem()));
    try {
      ChunkFile file =
          ChunkFile.read(root.resolve(Replica.persistenceIdOf(chunk).id()), bytes -> {});
      return Optional.of(file.log().copies());
    } catch (IOException | RuntimeException e) {
      context.getLog().warn("the copy of {} cannot be read: {}", chunk, e.toString());
      return Optional.empty();
    }
  }

  private Behavior<Command> begin(TimerScheduler<Command> timers) {
    timers.startTimerWithFixedDelay(Ask.INSTANCE, Duration.ZERO, AGAIN);
    return this;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Ask.INSTANCE, this::onAsk)
        .onMessage(Answer.class, this::onAnswer)
        .build();
  }

  private Behavior<Command> onAsk() {
    readable.clear();
    round++;
    for (ReplicaId member : copies.copies().members()) {
      if (!member.equals(replica)) {
        view.<ReplicaHost.Command>actorOn(member.node(), ReplicaHost.NAME)
            .ifPresent(
                other ->
                    other.tell(
                        new ReplicaHost.AskForCopy(chunk, round, Optional.empty(), onAnswer)));
      }
    }
    return this;
  }

  private Behavior<Command> onAnswer(Answer answer) {
    Answered answered = answer.answered();
    if (answered.survey() != round || answered.answer().found().isEmpty()) {
      return this;
    }
    CopiesAt theirs = answered.answer().found().get().copies();
    if (theirs.compareTo(copies) > 0) {
      copies = theirs;
    }
    readable.add(answered.answer().replica());
    boolean isSafe =
        copies.copies().members().stream()
            .filter(member -> !member.equals(replica))
            .allMatch(readable::contains);
    if (!isSafe) {
      return this;
    }
    host.tell(new ReplicaHost.PutAside(chunk));
    return Behaviors.stopped();
  }
}
