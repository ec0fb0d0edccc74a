package dev.ringo.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.ringo.cluster.ClusterView;
import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.Frame;
import dev.ringo.journal.EntryFile;
import dev.ringo.journal.FileJournal;
import dev.ringo.journal.Patch;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mends what is damaged in the files of a node's copies, one place after the other: asks the other
 * copies for the entries, and has the journal write them over what is there.
 *
 * <pre>
 *   damage known ──> fetch from another copy ──> is it what belongs there? ──> write over ──> check
 *                     '── none has it: again later
 * </pre>
 *
 * <p>An entry of the same epoch at the same index has the same bytes in every copy. Entries that
 * cannot be found any more are mended together, and then the copy is read anew.
 */
final class Mender extends AbstractBehavior<Mender.Command> {

  /** The mender's name among the system's actors. */
  static final String NAME = "ringo-mender";

  private static final Logger LOG = LoggerFactory.getLogger(Mender.class);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(5);

  /** A place that cannot be mended is tried again after this time, then after twice as long ... */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** ... and so on, up to this. */
  private static final Duration LATER = Duration.ofMinutes(1);

  /** By then it is nothing that passes by itself, as a node that is starting. */
  private static final Duration WORTH_TELLING = Duration.ofSeconds(8);

  /** More are forgotten, and tried sooner. */
  private static final int MAX_POSTPONED = 10_000;

  sealed interface Command {}

  private enum Look implements Command {
    INSTANCE
  }

  private record Fetched(Repair job, List<Batch> batches) implements Command {}

  private record Written(Repair job, Optional<Throwable> failure) implements Command {}

  /** Where something is damaged. */
  private record Place(ChunkId chunk, long first) {}

  /** When a place is tried again, and after what time that is. */
  private record Postponed(long untilNanos, Duration pause) {}

  private final ClusterView view;
  private final Map<ChunkId, PublishedCopy> published;
  private final ActorRef<ReplicaHost.Command> host;
  private final StoreHealth health;
  private final Map<Place, Postponed> postponed = new HashMap<>();

  /** What is being mended; null if nothing is. */
  private Repair job;

  private Mender(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Map<ChunkId, PublishedCopy> published,
      ActorRef<ReplicaHost.Command> host) {
    super(context);
    this.view = ClusterView.get(context.getSystem());
    this.health = StoreHealth.get(context.getSystem());
    this.published = published;
    this.host = host;
    timers.startTimerWithFixedDelay(Look.INSTANCE, LOOK);
  }

  /**
   * The mender of a node.
   *
   * @param published the node's copies; for many threads
   * @param host has copies read anew
   */
  static Behavior<Command> create(
      Map<ChunkId, PublishedCopy> published, ActorRef<ReplicaHost.Command> host) {
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(timers -> new Mender(context, timers, published, host)));
    return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Look.INSTANCE, this::onLook)
        .onMessage(Fetched.class, this::onFetched)
        .onMessage(Written.class, this::onWritten)
        .build();
  }

  private Behavior<Command> onLook() {
    if (job == null) {
      begin();
    }
    return this;
  }

  /** Goes on with the next place, if there is one. */
  private void begin() {
    for (PublishedCopy copy : published.values()) {
      Optional<Repair> next = copy.entries().isDamaged() ? tryNextOf(copy) : Optional.empty();
      if (next.isPresent()) {
        job = next.get();
        ask();
        return;
      }
    }
  }

  /** Through the mailbox: there may be many places that cannot be mended. */
  private void goOn() {
    job = null;
    getContext().getSelf().tell(Look.INSTANCE);
  }

  /** None, if the index that says where entries are is damaged: it is being made anew. */
  private Optional<Repair> tryNextOf(PublishedCopy copy) {
    try {
      return nextOf(copy, copy.entries().damage());
    } catch (DamagedEntryException e) {
      return Optional.empty();
    }
  }

  private Optional<Repair> nextOf(PublishedCopy copy, Damage damage) {
    for (long index : damage.entries()) {
      if (index <= copy.log().last() && !isPostponed(copy, index)) {
        return Optional.of(Repair.entry(copy, index, othersThan(copy)));
      }
    }
    return damage.gaps().stream()
        .filter(gap -> gap.last() <= copy.log().last() && !isPostponed(copy, gap.first()))
        .findFirst()
        .map(gap -> Repair.gap(copy, gap, othersThan(copy)));
  }

  private boolean isPostponed(PublishedCopy copy, long first) {
    Postponed until = postponed.get(new Place(copy.info().id(), first));
    return until != null && until.untilNanos() - System.nanoTime() > 0;
  }

  private List<ReplicaId> othersThan(PublishedCopy copy) {
    List<ReplicaId> others = new ArrayList<>(copy.copies().members());
    others.remove(copy.replica());
    Collections.shuffle(others);
    return others;
  }

  private void ask() {
    Repair asking = job;
    Optional<ReplicaId> source = asking.source();
    if (source.isEmpty()) {
      postpone("no other copy gives what belongs there");
      return;
    }
    Optional<ActorRef<CopyReader.Command>> reader =
        view.actorOn(source.get().node(), CopyReader.NAME);
    if (reader.isEmpty()) {
      asking.sourceFailed();
      ask();
      return;
    }
    getContext()
        .ask(
            CopyReader.Fetched.class,
            reader.get(),
            FETCH_TIMEOUT,
            replyTo ->
                new CopyReader.Fetch(
                    source.get(), asking.chunk(), asking.next(), asking.last(), replyTo),
            (fetched, failure) ->
                new Fetched(asking, fetched == null ? List.of() : fetched.batches()));
  }

  private Behavior<Command> onFetched(Fetched fetched) {
    if (fetched.job() != job) {
      return this;
    }
    if (!job.take(fetched.batches())) {
      job.sourceFailed();
      ask();
    } else if (job.next() <= job.last()) {
      ask();
    } else {
      write();
    }
    return this;
  }

  private void write() {
    String id = Replica.persistenceIdOf(job.chunk()).id();
    byte[] after = job.bytes();
    Repair writing = job;
    try (EntryFile file = EntryFile.of(Adapter.toClassic(getContext().getSystem()), id)) {
      byte[] before = file.read(job.place(), after.length);
      byte[] behind = file.read(job.place() + after.length, Frame.OVERHEAD);
      boolean ends = job.fitsExactly() || behind.length == 0 || isFrame(behind);
      if (before.length != after.length || !ends) {
        postpone("it would not end where a frame begins");
      } else if (Arrays.equals(before, after)) {
        // Mended a moment ago, or it could not be read for a moment.
        mended();
      } else {
        CompletionStage<Void> written =
            FileJournal.mend(
                Adapter.toClassic(getContext().getSystem()),
                id,
                new Patch(job.place(), before, after));
        getContext()
            .pipeToSelf(
                written, (done, failure) -> new Written(writing, Optional.ofNullable(failure)));
      }
    } catch (UncheckedIOException e) {
      postpone(e.toString());
    }
  }

  private static boolean isFrame(byte[] bytes) {
    return bytes.length == Frame.OVERHEAD && Frame.lengthAt(bytes, 0) > 0;
  }

  private Behavior<Command> onWritten(Written written) {
    if (written.job() == job) {
      written
          .failure()
          .ifPresentOrElse(
              failure -> postpone(failure.toString()),
              () -> {
                health.mended();
                LOG.info("{} is mended", job);
                mended();
              });
    }
    return this;
  }

  /** What is in the file is right. */
  private void mended() {
    PublishedCopy copy = published.get(job.chunk());
    if (job.isGap()) {
      // It is not read anew before all its gaps were tried.
      keepForLater();
      boolean others = copy != null && tryNextOf(copy).isPresent();
      if (!others) {
        host.tell(new ReplicaHost.ReadAnew(job.chunk()));
      }
    } else if (copy != null) {
      copy.entries().check(job.first(), job.last());
      if (copy.entries().damage().has(job.first())) {
        keepForLater();
      } else {
        postponed.remove(new Place(job.chunk(), job.first()));
      }
    }
    goOn();
  }

  private void postpone(String why) {
    Duration pause = keepForLater();
    if (pause.equals(WORTH_TELLING)) {
      LOG.warn("{} cannot be mended now: {}", job, why);
    }
    goOn();
  }

  private Duration keepForLater() {
    if (postponed.size() >= MAX_POSTPONED) {
      postponed.clear();
    }
    Place place = new Place(job.chunk(), job.first());
    Postponed before = postponed.get(place);
    Duration pause = before == null ? SOON : before.pause().multipliedBy(2);
    Duration bounded = pause.compareTo(LATER) < 0 ? pause : LATER;
    postponed.put(place, new Postponed(System.nanoTime() + bounded.toNanos(), bounded));
    return bounded;
  }
}
