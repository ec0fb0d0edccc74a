package dev.ringo.client;

import java.time.Duration;

/**
 * A question to an owner or a copy that is asked again until it is answered or its deadline passes.
 */
abstract class PendingAsk {

  private final long deadlineNanos;
  private long sentNanos;

  PendingAsk(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  /** Asks, under a request number. */
  final void ask(long request, long now) {
    sentNanos = now;
    send(request);
  }

  /** To be asked again no earlier than after a pause. */
  final void pause(long now, Duration attempt, Duration pause) {
    sentNanos = now - attempt.toNanos() + pause.toNanos();
  }

  final boolean isOverdue(long now) {
    return now - deadlineNanos >= 0;
  }

  final boolean isUnanswered(long now, Duration attempt) {
    return now - sentNanos >= attempt.toNanos();
  }

  abstract void send(long request);

  /** The work of telling the caller that its deadline has passed. */
  abstract Runnable timeOut();
}
