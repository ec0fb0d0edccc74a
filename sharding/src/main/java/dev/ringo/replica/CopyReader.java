package dev.ringo.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Routers;
import dev.ringo.entry.DamagedEntryException;
import dev.ringo.replica.StoredLog.Identity;
import dev.ringo.replication.Batch;
import dev.ringo.replication.Protocol;
import dev.ringo.replication.Protocol.Confirmed;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import dev.ringo.wire.DataMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for the copies of a node what takes no change of them: reads, fetches, and whether an
 * epoch still stands.
 */
public final class CopyReader {

  /** The reader's name among the system's actors, the same on every node. */
  public static final String NAME = "ringo-reader";

  private static final Logger LOG = LoggerFactory.getLogger(CopyReader.class);

  /** About what an answer may carry: well below what the transport takes as one message. */
  public static final int MAX_BYTES = 128 * 1024;

  private static final int MAX_IDENTITIES = 16_000;

  public sealed interface Command extends DataMessage permits ConfirmEpoch, Read, Fetch, Identify {}

  public record ConfirmEpoch(
      ReplicaId replica, ChunkId chunk, Protocol.Confirm confirm, ActorRef<EpochConfirmed> replyTo)
      implements Command {}

  public record EpochConfirmed(Confirmed confirmed) implements DataMessage {}

  /**
   * Asks for the entries of a key.
   *
   * @param replica which one is asked; empty takes whatever copy the node has, as far as that knows
   *     its log to be committed
   * @param from the first index, {@code upTo} the last
   * @param maxEntries how many are wanted at most
   * @param maxBytes what they may take; an answer without entries whose {@code next} is not 0 means
   *     that the first one alone takes more
   * @param chunks how many the domain has at least, for the answer; 0 if nobody knows
   * @param request returned with the answer
   */
  public record Read(
      Optional<ReplicaId> replica,
      ChunkId chunk,
      byte[] key,
      long from,
      long upTo,
      int maxEntries,
      int maxBytes,
      long chunks,
      long request,
      ActorRef<ReadReply> replyTo)
      implements Command {}

  /** How a read ended. */
  public enum ReadStatus {
    OK,
    NO_COPY,
    NO_SUCH_DOMAIN,
    BUSY,
    UNAVAILABLE,
    DAMAGED
  }

  /**
   * The answer to a read.
   *
   * @param frames the entries, each a whole frame
   * @param next the index from which to go on, 0 if there are no more
   * @param upTo the last index that was looked at
   * @param chunks how many the domain has at least: more than up to this one only if this one is
   *     sealed, and then it has nothing after {@code upTo}
   */
  public record ReadReply(
      long request, ReadStatus status, List<byte[]> frames, long next, long upTo, long chunks)
      implements DataMessage {

    public static ReadReply failed(long request, ReadStatus status) {
      return new ReadReply(request, status, List.of(), 0, 0, 0);
    }
  }

  /** Asks one replica for entries of its log. */
  public record Fetch(
      ReplicaId replica, ChunkId chunk, long from, long upTo, ActorRef<Fetched> replyTo)
      implements Command {}

  /** Some of the entries, from the first on. */
  public record Fetched(List<Batch> batches) implements DataMessage {}

  /**
   * Asks one replica who the entries of its log are.
   *
   * @param replica which one; empty takes whatever closed copy the node has, up to the seal, with
   *     the entries that have an idempotency key
   * @param from the first index, 0 for the first that matters
   * @param allFrom before this index, only entries with an idempotency key are wanted ...
   * @param keysSince ... and only those whose ids are of this second or later
   */
  public record Identify(
      Optional<ReplicaId> replica,
      ChunkId chunk,
      long from,
      long allFrom,
      long keysSince,
      long upTo,
      ActorRef<Identified> replyTo)
      implements Command {

    private Identify ofAll(long last) {
      return new Identify(replica, chunk, from, last + 1, keysSince, last, replyTo);
    }
  }

  /**
   * Some of the identities.
   *
   * @param first the index that was asked for
   * @param newestBefore the newest second in the ids of the entries before those of which all are
   *     given
   * @param through the last index that was looked at
   * @param bytes of all user data in the log
   */
  public record Identified(
      ChunkId chunk,
      List<Identity> identities,
      long first,
      long newestBefore,
      long through,
      long bytes)
      implements DataMessage {}

  private final Map<ChunkId, PublishedCopy> published;

  private CopyReader(Map<ChunkId, PublishedCopy> published) {
    this.published = published;
  }

  /**
   * The reader of a node's copies.
   *
   * @param published what the node's replicas show; for many threads
   * @param workers that read at the same time, on threads that may wait for a disk; 0 if there is
   *     nothing to wait for
   */
  public static Behavior<Command> create(Map<ChunkId, PublishedCopy> published, int workers) {
    CopyReader reader = new CopyReader(published);
    if (workers == 0) {
      return supervised(reader.behavior());
    }
    return Behaviors.setup(
        context -> {
          ActorRef<Command> pool =
              context.spawn(
                  Routers.pool(workers, supervised(reader.behavior()))
                      .withRouteeProps(DispatcherSelector.fromConfig("ringo.store.dispatcher")),
                  "workers");
          return supervised(
              Behaviors.receive(Command.class)
                  .onMessage(ConfirmEpoch.class, reader::onConfirm)
                  .onAnyMessage(
                      read -> {
                        pool.tell(read);
                        return Behaviors.same();
                      })
                  .build());
        });
  }

  private Behavior<Command> behavior() {
    return Behaviors.receive(Command.class)
        .onMessage(ConfirmEpoch.class, this::onConfirm)
        .onMessage(Read.class, this::onRead)
        .onMessage(Fetch.class, this::onFetch)
        .onMessage(Identify.class, this::onIdentify)
        .build();
  }

  /** One question that fails must not leave the node's copies without a reader. */
  private static Behavior<Command> supervised(Behavior<Command> behavior) {
    return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.resume());
  }

  private Behavior<Command> onConfirm(ConfirmEpoch command) {
    PublishedCopy copy = published.get(command.chunk());
    if (copy != null && command.replica().equals(copy.replica())) {
      Confirmed confirmed = new Confirmed(copy.promised(), command.confirm().round());
      command.replyTo().tell(new EpochConfirmed(confirmed));
    }
    return Behaviors.same();
  }

  private Behavior<Command> onRead(Read read) {
    PublishedCopy copy = published.get(read.chunk());
    boolean isHere =
        copy != null && read.replica().filter(asked -> !asked.equals(copy.replica())).isEmpty();
    read.replyTo()
        .tell(isHere ? answer(copy, read) : ReadReply.failed(read.request(), ReadStatus.NO_COPY));
    return Behaviors.same();
  }

  /** Reads a key from a copy. */
  public static ReadReply answer(PublishedCopy copy, Read read) {
    long upTo = read.replica().isPresent() ? read.upTo() : Math.min(read.upTo(), copy.committed());
    if (upTo > copy.log().last()) {
      return ReadReply.failed(read.request(), ReadStatus.UNAVAILABLE);
    }
    try {
      StoredLog.Found found =
          copy.entries().find(read.key(), read.from(), upTo, read.maxEntries(), read.maxBytes());
      return new ReadReply(
          read.request(),
          ReadStatus.OK,
          found.frames(),
          found.next(),
          upTo,
          read.replica().isPresent() ? read.chunks() : copy.chunks());
    } catch (DamagedEntryException e) {
      return ReadReply.failed(read.request(), ReadStatus.DAMAGED);
    }
  }

  private Behavior<Command> onFetch(Fetch fetch) {
    PublishedCopy copy = published.get(fetch.chunk());
    if (copy != null && fetch.replica().equals(copy.replica())) {
      fetch.replyTo().tell(new Fetched(batches(copy, fetch)));
    }
    return Behaviors.same();
  }

  /** None, if the first one is damaged. */
  private static List<Batch> batches(PublishedCopy copy, Fetch fetch) {
    long upTo = Math.min(fetch.upTo(), copy.log().last());
    try {
      return fetch.from() <= upTo ? copy.entries().read(fetch.from(), upTo, MAX_BYTES) : List.of();
    } catch (DamagedEntryException e) {
      return List.of();
    }
  }

  private Behavior<Command> onIdentify(Identify identify) {
    PublishedCopy copy = published.get(identify.chunk());
    if (copy == null) {
      return Behaviors.same();
    }
    if (identify.replica().isEmpty() && copy.isClosed()) {
      identify.replyTo().tell(identify(copy.entries(), identify.ofAll(copy.committed())));
    } else if (identify.replica().equals(Optional.of(copy.replica()))
        && identify.upTo() <= copy.log().last()) {
      tryToIdentify(copy, identify);
    }
    return Behaviors.same();
  }

  /** Who gets no answer asks another copy. */
  private static void tryToIdentify(PublishedCopy copy, Identify identify) {
    try {
      identify.replyTo().tell(identify(copy.entries(), identify));
    } catch (DamagedEntryException e) {
      LOG.debug("{} of {} is damaged: {}", copy.replica(), identify.chunk(), e.getMessage());
    }
  }

  private static Identified identify(StoredLog log, Identify ask) {
    long start = Math.min(ask.allFrom(), log.firstSince(ask.keysSince()));
    StoredLog.Identities identities =
        log.identities(
            ask.from() == 0 ? start : ask.from(), ask.allFrom(), ask.upTo(), MAX_IDENTITIES);
    return new Identified(
        ask.chunk(),
        identities.list(),
        ask.from(),
        log.newestSecond(ask.allFrom() - 1),
        identities.through(),
        log.entryBytes());
  }
}
