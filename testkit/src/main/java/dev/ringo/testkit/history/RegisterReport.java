package dev.ringo.testkit.history;

import java.util.List;
import java.util.Map;

/**
 * What a check of registers found. As a string it is the report for a person.
 *
 * @param undecided keys whose search came to its bound, and at which
 */
public record RegisterReport(
    int keys, int operations, List<Violation> violations, Map<String, String> undecided) {

  public RegisterReport {
    violations = List.copyOf(violations);
    undecided = Map.copyOf(undecided);
  }

  /** Is every key proven to be linearizable? */
  public boolean isClean() {
    return violations.isEmpty() && undecided.isEmpty();
  }

  @Override
  public String toString() {
    String found = String.format("%,d keys, %,d operations: ", keys, operations);
    return violations.isEmpty() && !undecided.isEmpty()
        ? found + "undecided for " + undecided
        : found
            + DomainReport.listed(violations)
            + (undecided.isEmpty() ? "" : "\n  undecided for " + undecided);
  }
}
