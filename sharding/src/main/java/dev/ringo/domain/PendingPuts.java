package dev.ringo.domain;

import dev.ringo.domain.DomainEntity.PutBatch;
import dev.ringo.domain.DomainEntity.PutReply;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Puts that are appended and wait for their commitment. */
final class PendingPuts {

  /** A put to answer when the log is committed, or held by all copies, up to {@code index}. */
  private record Pending(long index, PutBatch put, PutReply reply) {}

  private final PriorityQueue<Pending> forMajority =
      new PriorityQueue<>(Comparator.comparingLong(Pending::index));
  private final PriorityQueue<Pending> forAll =
      new PriorityQueue<>(Comparator.comparingLong(Pending::index));

  int size() {
    return forMajority.size() + forAll.size();
  }

  void add(long index, PutBatch put, PutReply reply) {
    (put.all() ? forAll : forMajority).add(new Pending(index, put, reply));
  }

  /** Answers what has reached its goal. */
  void committed(long committed, long byAll) {
    answer(forMajority, committed);
    answer(forAll, Math.min(committed, byAll));
  }

  private static void answer(PriorityQueue<Pending> pending, long reached) {
    while (!pending.isEmpty() && pending.peek().index() <= reached) {
      Pending done = pending.remove();
      done.put().replyTo().tell(done.reply());
    }
  }
}
