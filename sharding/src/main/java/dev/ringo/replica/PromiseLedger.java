package dev.ringo.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import dev.ringo.journal.FileJournal;
import dev.ringo.journal.FileSnapshots;
import dev.ringo.replica.Promises.Fact;
import dev.ringo.replica.Promises.Gone;
import dev.ringo.replica.Promises.Made;
import dev.ringo.replica.Promises.Reserved;
import dev.ringo.wire.ControlMessage;
import java.time.Duration;
import java.util.List;

/** Keeps a store's promises on disk. */
final class PromiseLedger extends EventSourcedBehavior<PromiseLedger.Note, Fact, Promises> {

  /** Has a fact on the disk, and then says so, with the number that was given. */
  record Note(Fact fact, long number) {}

  /** What the ledger tells its owner. */
  sealed interface Said {}

  /** What was noted before this start; comes before anything else. */
  record Remembered(List<Fact> facts) implements Said {}

  record Noted(long number) implements Said {}

  /** All facts by their kinds, as a snapshot has them. */
  record Facts(List<Reserved> reserved, List<Made> made, List<Gone> gone)
      implements ControlMessage {

    private static Facts of(Promises promises) {
      List<Fact> facts = promises.facts();
      return new Facts(
          only(Reserved.class, facts), only(Made.class, facts), only(Gone.class, facts));
    }

    private static <T> List<T> only(Class<T> kind, List<Fact> facts) {
      return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private Promises promises() {
      Promises promises = new Promises();
      reserved.forEach(promises::apply);
      made.forEach(promises::apply);
      gone.forEach(promises::apply);
      return promises;
    }
  }

  private static final int EVENTS_FOR_A_SNAPSHOT = 5_000;

  private final ActorRef<Said> owner;

  private PromiseLedger(ActorRef<Said> owner) {
    super(
        PersistenceId.ofUniqueId("ringo-promises"),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.owner = owner;
  }

  static Behavior<Note> create(ActorRef<Said> owner) {
    return Behaviors.setup(context -> new PromiseLedger(owner));
  }

  @Override
  public String journalPluginId() {
    return FileJournal.ID;
  }

  @Override
  public String snapshotPluginId() {
    return FileSnapshots.ID;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(EVENTS_FOR_A_SNAPSHOT, 2).withDeleteEventsOnSnapshot();
  }

  @Override
  public SnapshotAdapter<Promises> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(Promises promises) {
        return Facts.of(promises);
      }

      @Override
      public Promises fromJournal(Object facts) {
        return ((Facts) facts).promises();
      }
    };
  }

  @Override
  public Promises emptyState() {
    return new Promises();
  }

  @Override
  public CommandHandler<Note, Fact, Promises> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onAnyCommand(
            note ->
                Effect()
                    .persist(note.fact())
                    .thenRun(promises -> owner.tell(new Noted(note.number()))));
  }

  @Override
  public EventHandler<Promises, Fact> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onAnyEvent(
            (promises, fact) -> {
              promises.apply(fact);
              return promises;
            });
  }

  @Override
  public SignalHandler<Promises> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(), promises -> owner.tell(new Remembered(promises.facts())))
        .build();
  }
}
