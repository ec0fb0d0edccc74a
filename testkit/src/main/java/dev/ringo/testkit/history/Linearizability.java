package dev.ringo.testkit.history;

import java.util.Collection;

/**
 * Decides whether a history is linearizable: whether its operations can be put into one order, in
 * which each stands somewhere between its invocation and its return, and in which a model gives the
 * answers that they got. The search is that of Wing and Gong ("Testing and verifying concurrent
 * objects", 1993) with Lowe's memory of what was tried ("Testing for linearizability", 2017).
 *
 * <p>It takes exponential time at worst. Independent objects, such as the keys of a table, are to
 * be checked one by one.
 */
public final class Linearizability {

  private Linearizability() {}

  /** Checks the operations of one object, given in any order. */
  public static <S, I, O> Verdict<I, O> check(
      Model<S, I, O> model, Collection<Operation<I, O>> history, Bound bound) {
    return new OrderSearch<>(model, history, bound).run();
  }
}
