package dev.ringo.testkit.history;

import dev.ringo.testkit.history.DomainHistory.Outcome;
import java.util.List;
import java.util.Map;

/**
 * What a check of a domain's history found. As a string it is the report for a person.
 *
 * @param violations none if the history is as promised
 */
public record DomainReport(
    int keys, Map<Outcome, Integer> puts, int gets, List<Violation> violations) {

  private static final int MOST_LINES = 50;

  public DomainReport {
    puts = Map.copyOf(puts);
    violations = List.copyOf(violations);
  }

  public boolean isClean() {
    return violations.isEmpty();
  }

  public int puts(Outcome outcome) {
    return puts.getOrDefault(outcome, 0);
  }

  @Override
  public String toString() {
    return String.format(
            "%,d keys, %,d puts stored, %,d unknown, %,d not stored, %,d gets: ",
            keys, puts(Outcome.STORED), puts(Outcome.UNKNOWN), puts(Outcome.NOT_STORED), gets)
        + listed(violations);
  }

  static String listed(List<Violation> violations) {
    if (violations.isEmpty()) {
      return "all as promised";
    }
    StringBuilder text = new StringBuilder().append(violations.size()).append(" violations");
    violations.stream().limit(MOST_LINES).forEach(each -> text.append("\n  ").append(each));
    if (violations.size() > MOST_LINES) {
      text.append("\n  and ").append(violations.size() - MOST_LINES).append(" more");
    }
    return text.toString();
  }
}
