package dev.ringo.testkit.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Decides linearizability by trying every order of every choice: slow, and plain. */
final class EveryOrder {

  private EveryOrder() {}

  static <S, I, O> boolean explains(Model<S, I, O> model, List<Operation<I, O>> history) {
    return extend(model, history, List.of());
  }

  private static <S, I, O> boolean extend(
      Model<S, I, O> model, List<Operation<I, O>> history, List<Operation<I, O>> order) {
    if (isExplainedBy(model, history, order)) {
      return true;
    }
    for (Operation<I, O> next : history) {
      if (isOpen(next, history, order)) {
        List<Operation<I, O>> longer = new ArrayList<>(order);
        longer.add(next);
        if (extend(model, history, longer)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Is this a right order of all operations that were answered and some of the others? */
  static <S, I, O> boolean isExplainedBy(
      Model<S, I, O> model, List<Operation<I, O>> history, List<Operation<I, O>> order) {
    for (Operation<I, O> each : history) {
      if (each.answer().isPresent() && isOpen(each, history, order)) {
        return false;
      }
    }
    Optional<S> state = Optional.of(model.initial());
    for (int i = 0; i < order.size(); i++) {
      for (int j = i + 1; j < order.size(); j++) {
        if (order.get(j).span().isBefore(order.get(i).span())) {
          return false;
        }
      }
      Operation<I, O> next = order.get(i);
      state = state.flatMap(now -> model.next(now, next.request(), next.answer()));
    }
    return state.isPresent();
  }

  /** Equal operations count as often as they are there. */
  private static <T> boolean isOpen(T operation, List<T> history, List<T> order) {
    return Collections.frequency(order, operation) < Collections.frequency(history, operation);
  }
}
