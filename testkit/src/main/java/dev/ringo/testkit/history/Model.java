package dev.ringo.testkit.history;

import java.util.Optional;

/**
 * How a thing behaves that does one operation at a time: a pure state machine.
 *
 * @param <S> its state, with value equality
 * @param <I> what it is asked
 * @param <O> what it answers
 */
public interface Model<S, I, O> {

  S initial();

  /**
   * The state after an operation took effect, or empty if it cannot take effect there with that
   * answer.
   *
   * @param answer empty if nobody knows it
   */
  Optional<S> next(S state, I request, Optional<O> answer);
}
