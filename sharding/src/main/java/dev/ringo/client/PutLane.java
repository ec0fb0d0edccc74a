package dev.ringo.client;

import dev.ringo.client.Failure.Reason;
import dev.ringo.domain.DomainEntity.PutReply;
import dev.ringo.domain.DomainEntity.PutStatus;
import dev.ringo.entry.EntryId;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The puts of one client to one domain, whose newest chunk takes them: one batch is under way, and
 * the next gathers. What got no answer is sent again as it was, so that the owner knows it.
 */
final class PutLane {

  /** Sends a batch's entries to a chunk under a request number. */
  interface Sender {
    void send(long request, ChunkId chunk, byte[] entries);
  }

  private final DomainName domain;
  private final KnownChunks chunks;
  private final ClientSettings settings;
  private final Sender sender;
  private final Consumer<Runnable> completions;
  private final Deque<PendingPut> queue = new ArrayDeque<>();
  private List<PendingPut> batch = List.of();
  private byte[] batchEntries;
  private long request;

  /** The number of the chunk that the batch goes to. */
  private long number;

  private long sentNanos;

  /** Did the last answer say that no node has a copy of the domain? */
  private boolean isWithoutCopies;

  /** Before this time nothing new is sent: the owner asked for a pause. */
  private long pausedUntilNanos = System.nanoTime();

  /**
   * A lane without puts.
   *
   * @param completions takes the work of telling callers
   */
  PutLane(
      DomainName domain,
      KnownChunks chunks,
      ClientSettings settings,
      Sender sender,
      Consumer<Runnable> completions) {
    this.domain = domain;
    this.chunks = chunks;
    this.settings = settings;
    this.sender = sender;
    this.completions = completions;
  }

  boolean isIdle() {
    return batch.isEmpty() && queue.isEmpty();
  }

  /** The request under way. */
  long request() {
    return request;
  }

  void add(PendingPut put) {
    queue.addLast(put);
  }

  /** Sends the next batch under a new request number, if there is one and none is under way. */
  boolean pump(long newRequest, long now) {
    if (!batch.isEmpty() || queue.isEmpty() || now - pausedUntilNanos < 0) {
      return false;
    }
    batch = new ArrayList<>();
    ByteArrayOutputStream entries = new ByteArrayOutputStream(1024);
    number = chunkOf(queue.getFirst());
    long bytes = 0;
    while (!queue.isEmpty()
        && chunkOf(queue.getFirst()) == number
        && (batch.isEmpty() || bytes + queue.getFirst().bytes() <= settings.batchBytes())) {
      PendingPut put = queue.removeFirst();
      batch.add(put);
      bytes += put.bytes();
      entries.writeBytes(put.entry());
    }
    batchEntries = entries.toByteArray();
    request = newRequest;
    send(now);
    return true;
  }

  private long chunkOf(PendingPut put) {
    return put.uncertainIn().orElseGet(() -> chunks.of(domain) - 1);
  }

  private void send(long now) {
    sentNanos = now;
    sender.send(request, ChunkId.of(number, domain), batchEntries);
  }

  /** Takes the answer to the request under way. */
  void answered(PutReply reply) {
    List<PendingPut> again = new ArrayList<>();
    chunks.learn(domain, reply.chunks());
    isWithoutCopies = reply.statuses()[0] == PutStatus.NO_COPY;
    for (int i = 0; i < batch.size(); i++) {
      PendingPut put = batch.get(i);
      PutStatus status = reply.statuses()[reply.statuses().length == 1 ? 0 : i];
      if (!put.isDone() && !settle(put, status, reply, i)) {
        again.add(put);
      }
    }
    batch = List.of();
    batchEntries = null;
    for (int i = again.size() - 1; i >= 0; i--) {
      queue.addFirst(again.get(i));
    }
  }

  /** Tells the caller what became of its put; false if it has to be tried again. */
  private boolean settle(PendingPut put, PutStatus status, PutReply reply, int item) {
    return switch (status) {
      case STORED -> {
        EntryId id = new EntryId(reply.ids()[item]);
        ChunkId chunk = ChunkId.of(number, domain);
        completions.accept(put.completion(new PutResult.Stored(reply.owner(), chunk, id)));
        yield true;
      }
      case ID_TAKEN -> {
        // Not even an earlier request has stored it: its owner would know it by its contents.
        put.becomeCertain();
        put.renew(EntryId.at(Instant.now().getEpochSecond()));
        yield false;
      }
      case SEALED -> {
        put.becomeCertain();
        yield false;
      }
      // A chunk that is not the first was made before anybody is told of it.
      case NO_SUCH_DOMAIN ->
          number > 0
              ? later()
              : fail(put, Reason.NO_SUCH_DOMAIN, "the domain does not exist: create it first");
      case DAMAGED -> fail(put, Reason.INVALID, "the entry arrived damaged");
      case FORGOTTEN -> forgotten(put, reply);
      case BUSY ->
          refused(
              put, Reason.BUSY, "too much is under way for this domain: try again a little later");
      case TOO_MANY_IDEMPOTENCY_KEYS ->
          refused(
              put,
              Reason.BUSY,
              "the domain keeps as many idempotency keys as ringo.domain.idempotency-keys allows");
      case FULL ->
          refused(
              put, Reason.FULL, "the nodes hold as many bytes as ringo.memory.max-bytes allows");
      case UNAVAILABLE, NO_COPY -> later();
    };
  }

  private boolean later() {
    pause();
    return false;
  }

  private boolean fail(PendingPut put, Reason reason, String message) {
    completions.accept(put.failure(reason, message));
    return true;
  }

  private boolean forgotten(PendingPut put, PutReply reply) {
    if (put.isUncertain()) {
      return fail(
          put, Reason.TIMEOUT, "it took so long that the owner cannot tell whether it is stored");
    }
    put.renew(EntryId.at(reply.horizonSeconds() + 1));
    return false;
  }

  /**
   * A put that may be stored already is tried on: only its owner's word for a success or its
   * deadline ends that.
   */
  private boolean refused(PendingPut put, Reason reason, String message) {
    if (put.isUncertain()) {
      return later();
    }
    return fail(put, reason, message);
  }

  private void pause() {
    pausedUntilNanos = System.nanoTime() + settings.retryAfter().toNanos();
  }

  /** Gives up what is overdue and sends the batch under way again if it got no answer in time. */
  void tick(long now, Duration attempt) {
    for (PendingPut put : batch) {
      if (!put.isDone() && put.isOverdue(now)) {
        put.becomeUncertain(number);
        completions.accept(put.failure(Reason.TIMEOUT, "no answer from the owner in time"));
      }
    }
    queue.removeIf(put -> isGivenUp(put, now));
    if (!batch.isEmpty() && batch.stream().allMatch(PendingPut::isDone)) {
      batch = List.of();
      batchEntries = null;
    } else if (!batch.isEmpty() && now - sentNanos > attempt.toNanos()) {
      batch.forEach(put -> put.becomeUncertain(number));
      send(now);
    }
  }

  private boolean isGivenUp(PendingPut put, long now) {
    boolean overdue = put.isOverdue(now);
    if (overdue) {
      completions.accept(
          isWithoutCopies
              ? put.failure(Reason.UNAVAILABLE, Failure.NO_COPY_ANSWERS)
              : put.failure(Reason.TIMEOUT, "no owner took it in time"));
    }
    return overdue;
  }
}
