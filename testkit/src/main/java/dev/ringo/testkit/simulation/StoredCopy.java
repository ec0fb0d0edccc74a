package dev.ringo.testkit.simulation;

import dev.ringo.replication.Batch;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.Protocol.Append;
import dev.ringo.replication.Protocol.AppendReply;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.Protocol.ClaimRefused;
import dev.ringo.replication.Protocol.ClaimReply;
import dev.ringo.replication.Protocol.Confirm;
import dev.ringo.replication.Protocol.Confirmed;
import dev.ringo.replication.Protocol.NoRoom;
import dev.ringo.replication.ReplicaId;
import dev.ringo.replication.ReplicaLog;
import dev.ringo.replication.ReplicaLog.Appended;
import dev.ringo.replication.ReplicaLog.Event;
import dev.ringo.replication.Survey;
import dev.ringo.replication.Survey.Found;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One copy of a chunk on a node, as a replica and its host are in production: while an event is
 * persisted all other requests wait, except those that only read what is stored.
 */
final class StoredCopy {

  private static final int MAX_WAITING = 1_000;

  private final World world;
  private final Node node;
  private final Chunk chunk;
  private final List<Event> journal = new ArrayList<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private ReplicaLog log;
  private NavigableMap<Long, Batch> batches = new TreeMap<>();

  /** What was promised to a creator before there was a log. */
  private Epoch promise;

  /** Turns the event that is being persisted into a fact. */
  private Runnable persisting;

  private int life;

  /** {@code promised} is what the node promised for the chunk before. */
  StoredCopy(World world, Node node, Chunk chunk, Epoch promised) {
    this.promise = promised;
    this.world = world;
    this.node = node;
    this.chunk = chunk;
    this.log = world.rules().replicaLog();
  }

  ReplicaLog log() {
    return log;
  }

  /** Is this that replica, or could it become it? */
  boolean is(ReplicaId replica) {
    return !log.exists() || log.self().equals(replica);
  }

  Node node() {
    return node;
  }

  private void handle(Runnable request) {
    if (persisting == null) {
      request.run();
    } else {
      waiting.addLast(request);
      Violation.unless(waiting.size() < MAX_WAITING, "a replica's stash is bounded");
    }
  }

  private void persist(Supplier<String> what, Runnable fact, Runnable then) {
    persisting = fact;
    int began = life;
    world
        .timeline()
        .in(
            world.random().nextInt(world.scenario().persistMillis()),
            () -> node + " persisted " + what.get(),
            () -> {
              if (began == life) {
                persisting = null;
                fact.run();
                then.run();
                while (persisting == null && !waiting.isEmpty()) {
                  waiting.removeFirst().run();
                }
              }
            });
  }

  private void persist(Event event, Runnable then) {
    persist(event::toString, () -> keep(event), then);
  }

  private void keep(Event event) {
    journal.add(event);
    boolean cuts = event instanceof Appended appended && appended.keep() < log.log().last();
    take(event);
    if (event instanceof Appended appended) {
      chunk.ledger().stored(appended.batches());
    }
    if (cuts) {
      world.figures().count(Figure.LOGS_CUT);
      chunk.checkHeld();
    }
  }

  private void take(Event event) {
    log.apply(event);
    if (event instanceof Appended appended) {
      batches = new TreeMap<>(batches.headMap(appended.keep(), true));
      batches.computeIfPresent(
          batches.isEmpty() ? 0L : batches.lastKey(),
          (first, batch) ->
              batch.last() > appended.keep() ? batch.between(first, appended.keep()) : batch);
      appended.batches().forEach(batch -> batches.put(batch.first(), batch));
    }
  }

  void survey(Optional<Epoch> creation, Consumer<Survey.Answer> reply) {
    handle(
        () -> {
          boolean promises =
              !log.exists()
                  && world.rules().creationIsPromised()
                  && creation.filter(epoch -> epoch.compareTo(promise) > 0).isPresent();
          if (promises) {
            persist(
                () -> "promise " + creation.get(),
                () -> promise = creation.get(),
                () -> reply.accept(answer()));
          } else {
            reply.accept(answer());
          }
        });
  }

  private Survey.Answer answer() {
    Optional<Found> found =
        log.exists()
            ? Optional.of(new Found(log.info(), log.copies(), log.promised()))
            : Optional.empty();
    return new Survey.Answer(log.exists() ? log.self() : node.nobody(), found, promise);
  }

  void claim(Claim claim, Consumer<ClaimReply> reply) {
    handle(
        () -> {
          if (!is(claim.copy())) {
            return;
          }
          if (!log.exists() && claim.epoch().compareTo(promise) < 0) {
            reply.accept(new ClaimRefused(claim.epoch(), promise));
            return;
          }
          log.claimed(claim)
              .ifPresentOrElse(
                  event -> persist(event, () -> reply.accept(log.reply(claim))),
                  () -> reply.accept(log.reply(claim)));
        });
  }

  void append(Append append, Consumer<AppendReply> reply) {
    handle(
        () -> {
          Optional<Event> event = log.appended(append);
          if (node.isFull() && event.filter(StoredCopy::hasData).isPresent()) {
            reply.accept(new NoRoom(append.epoch()));
            return;
          }
          event.ifPresentOrElse(
              news -> persist(news, () -> answer(append, reply)), () -> answer(append, reply));
        });
  }

  /** What an owner appends for its own sake always finds room, as in production. */
  private static boolean hasData(Event event) {
    return event instanceof Appended appended
        && appended.batches().stream().anyMatch(batch -> batch.kind() == Batch.Kind.DATA);
  }

  private void answer(Append append, Consumer<AppendReply> reply) {
    AppendReply answer = log.reply(append, node.isFull());
    chunk.ledger().checkCommitted(this);
    reply.accept(answer);
    log.closing().ifPresent(event -> persist(event, this::closed));
  }

  private void closed() {
    chunk.ledger().closed(this, log.end());
    world.figures().count(Figure.CLOSED_COPIES);
  }

  /** Its owner has it in no list any more. */
  void drop(Epoch epoch) {
    handle(
        () -> {
          if (epoch.compareTo(log.promised()) >= 0) {
            life++;
            waiting.clear();
            node.drop(chunk, log.self());
          }
        });
  }

  void confirm(Confirm confirm, Consumer<Confirmed> reply) {
    handle(() -> reply.accept(new Confirmed(log.promised(), confirm.round())));
  }

  /** Entries between two indexes, about so many bytes. Does not wait. */
  List<Batch> read(long from, long to, int bytes) {
    List<Batch> found = new ArrayList<>();
    int left = bytes;
    Long first = batches.floorKey(from);
    for (Batch batch : batches.tailMap(first == null ? from : first.longValue(), true).values()) {
      left -= batch.bytes().length;
      if (batch.first() > to || (left < 0 && !found.isEmpty())) {
        break;
      }
      if (batch.last() >= from) {
        found.add(batch.between(Math.max(from, batch.first()), Math.min(to, batch.last())));
      }
    }
    return found;
  }

  /** What is being persisted may just have become a fact, or may not. */
  void crash() {
    life++;
    waiting.clear();
    if (persisting != null && world.random().nextBoolean()) {
      persisting.run();
    }
    persisting = null;
  }

  void restart() {
    ReplicaLog before = log;
    log = world.rules().replicaLog();
    batches = new TreeMap<>();
    journal.forEach(this::take);
    if (!world.rules().promiseOutlivesRestart()) {
      promise = Epoch.NONE;
    }
    Violation.unless(
        log.log().equals(before.log()) && log.promised().equals(before.promised()),
        "events replayed give the state that they gave before",
        node);
  }

  @Override
  public String toString() {
    return node + " " + log.log().lastPosition() + " of " + log.promised();
  }
}
