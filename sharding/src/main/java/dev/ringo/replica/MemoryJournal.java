package dev.ringo.replica;

import akka.dispatch.Futures;
import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.journal.japi.AsyncWriteJournal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps the events of a node's replicas in memory, as long as the node runs. Akka's own journal in
 * memory takes as many steps to delete a replica's events as the square of their number, and no
 * other replica can persist anything meanwhile.
 */
public final class MemoryJournal extends AsyncWriteJournal {

  /** The plugin's id, where its settings are. */
  static final String ID = "ringo.memory-journal";

  /** For the snapshots that there are none of. */
  static final String NO_SNAPSHOTS = "akka.persistence.no-snapshot-store";

  /** The events of one replica. Replays are read by other threads. */
  private static final class Events {
    private Deque<PersistentRepr> kept = new ArrayDeque<>();

    /** Also of those that were deleted: a number is never given twice. */
    private long highest;

    synchronized void add(PersistentRepr event) {
      kept.addLast(event);
      highest = event.sequenceNr();
    }

    synchronized void deleteTo(long sequenceNumber) {
      if (sequenceNumber >= highest) {
        kept = new ArrayDeque<>();
      }
      while (!kept.isEmpty() && kept.getFirst().sequenceNr() <= sequenceNumber) {
        kept.removeFirst();
      }
    }

    synchronized List<PersistentRepr> between(long from, long to, long most) {
      return kept.stream()
          .filter(event -> event.sequenceNr() >= from && event.sequenceNr() <= to)
          .limit(most)
          .toList();
    }

    synchronized long highest() {
      return highest;
    }
  }

  private final Map<String, Events> events = new ConcurrentHashMap<>();

  private Events of(String persistenceId) {
    return events.computeIfAbsent(persistenceId, none -> new Events());
  }

  /** Nothing is refused: the answer is empty. */
  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
    for (AtomicWrite write : writes) {
      Events those = of(write.persistenceId());
      CollectionConverters.asJava(write.payload()).forEach(those::add);
    }
    return Futures.successful(List.of());
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    of(persistenceId).deleteTo(toSequenceNr);
    return Futures.successful(null);
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replay) {
    of(persistenceId).between(fromSequenceNr, toSequenceNr, max).forEach(replay);
    return Futures.successful(null);
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    return Futures.successful(of(persistenceId).highest());
  }
}
