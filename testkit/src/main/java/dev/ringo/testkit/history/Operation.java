package dev.ringo.testkit.history;

import java.util.Optional;

/**
 * One operation of a history and its answer.
 *
 * @param answer empty if it is not known: the operation may take effect at any time after its
 *     invocation, or never
 */
public record Operation<I, O>(I request, Optional<O> answer, Span span) {

  public Operation {
    if (answer.isEmpty() && span.returned() != Span.NEVER) {
      throw new IllegalArgumentException("what has no known answer may take effect at any time");
    }
  }

  public static <I, O> Operation<I, O> answered(I request, O answer, Span span) {
    return new Operation<>(request, Optional.of(answer), span);
  }

  public static <I, O> Operation<I, O> unknown(I request, long invoked) {
    return new Operation<>(request, Optional.empty(), new Span(invoked, Span.NEVER));
  }

  @Override
  public String toString() {
    return request + answer.map(is -> " -> " + is).orElse(" -> ?") + " (" + span + ")";
  }
}
