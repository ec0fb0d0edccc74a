package dev.ringo.testkit.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The search for an order of one object's operations. Operations of unknown answer are tried only
 * where no other fits, and need no place in the end.
 */
final class OrderSearch<S, I, O> {

  /**
   * Which operations have their place, and what came of them: from here the search can only go on
   * in one way, so it comes here once.
   *
   * @param firstOpen all answered operations before this one have their place
   * @param beyond which of those after it have, too, counted from it
   */
  private record Configuration<S>(int firstOpen, BitSet beyond, BitSet unknownPlaced, S state) {}

  /** A step that was taken, with the state before it. */
  private record Step<S>(boolean answered, int operation, S before) {}

  private static final int STEPS_BETWEEN_LOOKS = 1024;

  private final Model<S, I, O> model;
  private final Bound bound;
  private final List<Operation<I, O>> answered;
  private final List<Operation<I, O>> unknown;
  private final Timetable timetable;

  private final Set<Configuration<S>> tried = new HashSet<>();
  private final Deque<Step<S>> steps = new ArrayDeque<>();
  private final BitSet placed = new BitSet();
  private final BitSet unknownPlaced = new BitSet();
  private int firstOpen;
  private S state;

  /**
   * Where the search looks next: an event of the timetable, then an operation of unknown answer.
   */
  private int event;

  private int nextUnknown;

  private int mostPlaced = -1;
  private List<Operation<I, O>> longest = List.of();
  private List<Operation<I, O>> candidates = List.of();

  OrderSearch(Model<S, I, O> model, Collection<Operation<I, O>> history, Bound bound) {
    this.model = model;
    this.bound = bound;
    Comparator<Operation<I, O>> byCall = Comparator.comparingLong(each -> each.span().invoked());
    answered = history.stream().filter(each -> each.answer().isPresent()).sorted(byCall).toList();
    unknown = history.stream().filter(each -> each.answer().isEmpty()).sorted(byCall).toList();
    timetable = new Timetable(answered);
    state = model.initial();
  }

  Verdict<I, O> run() {
    long deadline = System.nanoTime() + bound.time().toNanos();
    startOver();
    for (long looked = 1; firstOpen < answered.size(); looked++) {
      if (tried.size() > bound.states()) {
        return new Verdict.Undecided<>("after " + bound.states() + " states");
      }
      if (looked % STEPS_BETWEEN_LOOKS == 0 && System.nanoTime() - deadline > 0) {
        return new Verdict.Undecided<>("after " + bound.time().toMillis() + " ms");
      }
      if (Timetable.isCall(event)) {
        if (!place(event / 2)) {
          event = timetable.after(event);
        }
      } else if (unknownMayComeNext()) {
        if (!placeUnknown(nextUnknown)) {
          nextUnknown++;
        }
      } else if (!stepBack()) {
        return new Verdict.NotLinearizable<>(longest, candidates);
      }
    }
    return new Verdict.Linearizable<>(order());
  }

  private void startOver() {
    event = timetable.first();
    nextUnknown = 0;
  }

  private boolean unknownMayComeNext() {
    return nextUnknown < unknown.size()
        && unknown.get(nextUnknown).span().invoked() <= timetable.time(event);
  }

  private boolean place(int operation) {
    Optional<S> next = next(answered.get(operation));
    if (next.isEmpty()) {
      return false;
    }
    placed.set(operation);
    int open = operation == firstOpen ? placed.nextClearBit(operation) : firstOpen;
    if (!isNew(open, next.get())) {
      placed.clear(operation);
      return false;
    }
    firstOpen = open;
    timetable.takeOut(operation);
    goOn(new Step<>(true, operation, state), next.get());
    return true;
  }

  private boolean placeUnknown(int operation) {
    Optional<S> next =
        unknownPlaced.get(operation) ? Optional.empty() : next(unknown.get(operation));
    if (next.isEmpty()) {
      return false;
    }
    unknownPlaced.set(operation);
    if (!isNew(firstOpen, next.get())) {
      unknownPlaced.clear(operation);
      return false;
    }
    goOn(new Step<>(false, operation, state), next.get());
    return true;
  }

  private Optional<S> next(Operation<I, O> operation) {
    return model.next(state, operation.request(), operation.answer());
  }

  private boolean isNew(int open, S next) {
    BitSet beyond = placed.get(open, Math.max(open, placed.length()));
    return tried.add(new Configuration<>(open, beyond, (BitSet) unknownPlaced.clone(), next));
  }

  private void goOn(Step<S> step, S next) {
    steps.push(step);
    state = next;
    startOver();
  }

  /** Takes the last step back and looks behind it, or is false if there is none. */
  private boolean stepBack() {
    remember();
    if (steps.isEmpty()) {
      return false;
    }
    Step<S> step = steps.pop();
    state = step.before;
    if (step.answered) {
      timetable.putBack(step.operation);
      placed.clear(step.operation);
      firstOpen = Math.min(firstOpen, step.operation);
      event = timetable.after(2 * step.operation);
      nextUnknown = 0;
    } else {
      unknownPlaced.clear(step.operation);
      event = timetable.firstReturn();
      nextUnknown = step.operation + 1;
    }
    return true;
  }

  private void remember() {
    int now = placed.cardinality();
    if (now > mostPlaced) {
      mostPlaced = now;
      longest = order();
      long until = timetable.time(event);
      candidates =
          Stream.concat(
                  openOnes(answered, placed).stream(), openOnes(unknown, unknownPlaced).stream())
              .filter(each -> each.span().invoked() <= until)
              .toList();
    }
  }

  private static <T> List<T> openOnes(List<T> all, BitSet placed) {
    List<T> open = new ArrayList<>();
    for (int i = placed.nextClearBit(0); i < all.size(); i = placed.nextClearBit(i + 1)) {
      open.add(all.get(i));
    }
    return open;
  }

  private List<Operation<I, O>> order() {
    List<Operation<I, O>> order = new ArrayList<>();
    steps
        .descendingIterator()
        .forEachRemaining(
            step -> order.add((step.answered ? answered : unknown).get(step.operation)));
    return order;
  }
}
