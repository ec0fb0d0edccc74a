package dev.ringo.replication;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Rounds in which the copies are asked whether an epoch still stands, one at a time: a read waits
 * for a round that begins after it arrived, and one round serves all reads that wait for it.
 */
final class ReadRounds {

  /**
   * The round that began last, the one that the newest read waits for, and the last one confirmed.
   */
  private long begun;

  private long wanted;
  private long confirmed;

  /** The newest round that each copy answered. */
  private final Map<ReplicaId, Long> answers = new TreeMap<>();

  /** The round that a read which arrives now waits for. */
  long join() {
    wanted = begun + 1;
    return wanted;
  }

  /** Is a round wanted, and none under way? */
  boolean isDue() {
    return confirmed == begun && wanted > begun;
  }

  long begin() {
    begun++;
    return begun;
  }

  /** The round under way, if there is one. */
  OptionalLong underWay() {
    return confirmed < begun ? OptionalLong.of(begun) : OptionalLong.empty();
  }

  void answered(ReplicaId copy, long round) {
    answers.merge(copy, round, Math::max);
  }

  long answeredBy(ReplicaId copy) {
    return answers.getOrDefault(copy, 0L);
  }

  void forget(ReplicaId copy) {
    answers.remove(copy);
  }

  /** Takes a round as confirmed; false if it was before. */
  boolean confirm(long round) {
    boolean news = round > confirmed;
    confirmed = Math.max(confirmed, round);
    return news;
  }
}
