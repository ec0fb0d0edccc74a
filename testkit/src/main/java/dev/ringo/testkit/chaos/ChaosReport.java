package dev.ringo.testkit.chaos;

import dev.ringo.testkit.history.DomainReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What came of a run. As a string it is the summary for a person.
 *
 * @param longestGaps without an acknowledgement in a domain, by fault
 * @param silent domains that could not be read at the end, with the key that was asked for
 * @param problems what nodes did that they must not do
 */
record ChaosReport(
    String load,
    Map<FaultKind, Integer> faults,
    Map<String, Duration> longestGaps,
    Map<String, String> silent,
    List<String> problems,
    DomainReport history) {

  boolean isClean() {
    return history.isClean() && silent.isEmpty() && problems.isEmpty();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("\nload:    ").append(load);
    text.append("\nfaults:  ").append(faults);
    text.append("\nlongest time without an acknowledgement in a domain, by the last fault before:");
    longestGaps.forEach(
        (fault, gap) ->
            text.append(String.format("%n         %-8s %,d ms", fault, gap.toMillis())));
    silent.forEach(
        (domain, key) ->
            text.append("\nUNAVAILABLE at the end: domain ")
                .append(domain)
                .append(", ")
                .append(key));
    problems.forEach(problem -> text.append("\nPROBLEM: ").append(problem));
    text.append("\nhistory: ").append(history);
    text.append("\nverdict: ").append(isClean() ? "all as promised" : "PROMISES BROKEN");
    return text.toString();
  }
}
