package dev.ringo.testkit.history;

import java.util.List;

/** Whether some order of a history's operations explains their answers. */
public sealed interface Verdict<I, O> {

  /**
   * Yes.
   *
   * @param order one that does; operations of unknown answer that are not in it never took effect
   */
  record Linearizable<I, O>(List<Operation<I, O>> order) implements Verdict<I, O> {}

  /**
   * No.
   *
   * @param longest the longest order that explains some of them
   * @param next of the others, those that could come next if their answers were right there
   */
  record NotLinearizable<I, O>(List<Operation<I, O>> longest, List<Operation<I, O>> next)
      implements Verdict<I, O> {}

  /** The bound was reached first. */
  record Undecided<I, O>(String why) implements Verdict<I, O> {}
}
