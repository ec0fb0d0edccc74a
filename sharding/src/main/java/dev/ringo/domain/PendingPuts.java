package dev.ringo.domain;

import akka.actor.typed.ActorRef;
import dev.ringo.domain.DomainEntity.PutBatch;
import dev.ringo.domain.DomainEntity.PutReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Puts that are appended and wait for their commitment: one for each request under way, and a
 * client has one for each chunk. A client that still waits asks again, so one that was not heard of
 * for a while is forgotten.
 */
final class PendingPuts {

  private static final Duration KEEP = Duration.ofSeconds(10);

  private record Request(ActorRef<PutReply> replyTo, long number) {}

  /** To be answered when the log is committed, or held by all copies, up to {@code index}. */
  private record Pending(long index, boolean all, PutReply reply, long sinceNanos) {}

  private final Map<Request, Pending> pending = new LinkedHashMap<>();

  int size() {
    return pending.size();
  }

  void add(long index, PutBatch put, PutReply reply) {
    Request request = new Request(put.replyTo(), put.request());
    pending.remove(request);
    pending.put(request, new Pending(index, put.all(), reply, System.nanoTime()));
  }

  /** Answers what has reached its goal. */
  void committed(long committed, long byAll) {
    pending
        .entrySet()
        .removeIf(
            entry -> {
              Pending waiting = entry.getValue();
              long reached = waiting.all() ? Math.min(committed, byAll) : committed;
              boolean done = waiting.index() <= reached;
              if (done) {
                entry.getKey().replyTo().tell(waiting.reply());
              }
              return done;
            });
  }

  void forgetOld() {
    long now = System.nanoTime();
    pending.values().removeIf(waiting -> now - waiting.sinceNanos() > KEEP.toNanos());
  }
}
