package dev.ringo.testkit.history;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The calls and returns of answered operations, in the order of their times, as a linked list from
 * which an operation is taken out when it has found its place, and put back in when that was wrong.
 * What was taken out last is put back first.
 */
final class Timetable {

  private final long[] times;
  private final int[] next;
  private final int[] previous;
  private final int head;

  /** Operation i calls at event 2i and returns at event 2i + 1. */
  Timetable(List<? extends Operation<?, ?>> operations) {
    head = 2 * operations.size();
    times = new long[head];
    next = new int[head + 1];
    previous = new int[head + 1];
    for (int i = 0; i < operations.size(); i++) {
      times[2 * i] = operations.get(i).span().invoked();
      times[2 * i + 1] = operations.get(i).span().returned();
    }
    int last = head;
    List<Integer> inOrder =
        IntStream.range(0, head)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(event -> times[event])
                    // What is called when another returns may still come before it.
                    .thenComparing(event -> event % 2)
                    .thenComparing(event -> event))
            .toList();
    for (int event : inOrder) {
      next[last] = event;
      previous[event] = last;
      last = event;
    }
    next[last] = head;
    previous[head] = last;
  }

  int first() {
    return next[head];
  }

  int after(int event) {
    return next[event];
  }

  static boolean isCall(int event) {
    return event % 2 == 0;
  }

  /** Which operations may come next: those that call before any of the others returns. */
  int firstReturn() {
    int event = first();
    while (isCall(event)) {
      event = next[event];
    }
    return event;
  }

  long time(int event) {
    return times[event];
  }

  void takeOut(int operation) {
    unlink(2 * operation);
    unlink(2 * operation + 1);
  }

  void putBack(int operation) {
    link(2 * operation + 1);
    link(2 * operation);
  }

  private void unlink(int event) {
    next[previous[event]] = next[event];
    previous[next[event]] = previous[event];
  }

  private void link(int event) {
    next[previous[event]] = event;
    previous[next[event]] = event;
  }
}
