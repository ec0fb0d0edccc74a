package dev.ringo.testkit.simulation;

import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * Virtual time, and what is due in it. Things due at one time happen in the order they were asked
 * for.
 */
final class Timeline {

  private record Due(long at, long order, Supplier<String> what, Runnable action)
      implements Comparable<Due> {

    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private final Trace trace;
  private long now;
  private long asked;

  Timeline(Trace trace) {
    this.trace = trace;
  }

  /** Milliseconds since the world began. */
  long now() {
    return now;
  }

  void in(long millis, Supplier<String> what, Runnable action) {
    due.add(new Due(now + millis, asked++, what, action));
  }

  /** How much is due. */
  int size() {
    return due.size();
  }

  /** Does the next thing. There always is one: owners tick for ever. */
  void step() {
    Due next = due.remove();
    now = next.at();
    trace.step(now, next.what());
    next.action().run();
  }
}
