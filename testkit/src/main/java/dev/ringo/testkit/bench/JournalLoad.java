package dev.ringo.testkit.bench;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import com.typesafe.config.ConfigFactory;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import dev.ringo.journal.FileJournal;
import dev.ringo.replica.PersistedEvent;
import dev.ringo.replication.Batch;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.ReplicaLog.Appended;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Persistent actors that write one event after the other, as replicas do. */
final class JournalLoad {

  /**
   * @param batch entries in an event
   * @param valueSize bytes of an entry's value
   */
  record Shape(int actors, int batch, int valueSize) {

    /** The entries of an event. */
    byte[] event() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int i = 0; i < batch; i++) {
        byte[] value = new byte[valueSize];
        ThreadLocalRandom.current().nextBytes(value);
        bytes.writeBytes(Frame.encode(EntryId.at(i), 0, new byte[10], value));
      }
      return bytes.toByteArray();
    }
  }

  /**
   * @param bytes of entries
   */
  record Result(long entries, long bytes, long fsyncs, double seconds) {

    double rate() {
      return bytes / seconds;
    }
  }

  private record Counts(long events, long fsyncs, long nanos) {}

  private enum Go {
    ON
  }

  private final Shape shape;
  private final byte[] entries;
  private final LongAdder events = new LongAdder();

  private JournalLoad(Shape shape) {
    this.shape = shape;
    this.entries = shape.event();
  }

  static Result run(Path directory, Shape shape, Duration warmUp, Duration time) {
    JournalLoad load = new JournalLoad(shape);
    ActorSystem<Void> system =
        ActorSystem.create(
            load.actors(),
            "journal",
            ConfigFactory.parseMap(
                    Map.of(
                        "akka.actor.provider", "local",
                        "akka.loglevel", "WARNING",
                        "ringo.journal.directory", directory.toString()))
                .withFallback(ConfigFactory.load()));
    try {
      LockSupport.parkNanos(warmUp.toNanos());
      Counts before = load.counts(system);
      LockSupport.parkNanos(time.toNanos());
      return load.between(before, load.counts(system));
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }

  private Counts counts(ActorSystem<?> system) {
    return new Counts(
        events.sum(), FileJournal.fsyncs(Adapter.toClassic(system)), System.nanoTime());
  }

  private Result between(Counts before, Counts after) {
    long written = after.events() - before.events();
    return new Result(
        written * shape.batch(),
        written * entries.length,
        after.fsyncs() - before.fsyncs(),
        (after.nanos() - before.nanos()) / 1e9);
  }

  private Behavior<Void> actors() {
    return Behaviors.setup(
        context -> {
          for (int i = 0; i < shape.actors(); i++) {
            String name = "writer-" + i;
            context.spawn(Behaviors.<Go>setup(own -> new Writer(own, name)), name).tell(Go.ON);
          }
          return Behaviors.empty();
        });
  }

  /** Writes the next event when the last one is on the disk. */
  private final class Writer extends EventSourcedBehavior<Go, PersistedEvent, Long> {
    private final ActorContext<Go> context;

    Writer(ActorContext<Go> context, String name) {
      super(PersistenceId.ofUniqueId(name));
      this.context = context;
    }

    @Override
    public String journalPluginId() {
      return FileJournal.ID;
    }

    @Override
    public String snapshotPluginId() {
      return "akka.persistence.no-snapshot-store";
    }

    @Override
    public Long emptyState() {
      return 0L;
    }

    @Override
    public CommandHandler<Go, PersistedEvent, Long> commandHandler() {
      return newCommandHandlerBuilder()
          .forAnyState()
          .onAnyCommand(
              (last, go) ->
                  Effect()
                      .persist(event(last))
                      .thenRun(
                          after -> {
                            events.increment();
                            context.getSelf().tell(Go.ON);
                          }));
    }

    private PersistedEvent event(long last) {
      Epoch epoch = new Epoch(1, 1);
      Batch batch = new Batch(epoch, last + 1, shape.batch(), Batch.Kind.DATA, entries);
      return new PersistedEvent(new Appended(last, List.of(batch)));
    }

    @Override
    public EventHandler<Long, PersistedEvent> eventHandler() {
      return newEventHandlerBuilder()
          .forAnyState()
          .onAnyEvent((last, event) -> last + shape.batch());
    }
  }
}
