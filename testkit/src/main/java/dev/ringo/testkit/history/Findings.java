package dev.ringo.testkit.history;

import dev.ringo.testkit.history.DomainHistory.Get;
import dev.ringo.testkit.history.Violation.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong: each thing once, with how often it was seen. */
final class Findings {

  private record Subject(Kind kind, String key, String value) {}

  private static final class Finding {
    private final String what;
    private int gets;

    Finding(String what) {
      this.what = what;
    }
  }

  private final Map<Subject, Finding> found = new LinkedHashMap<>();

  /**
   * Something is wrong with a value in a get.
   *
   * @param what follows "the get (times) "
   */
  void add(Kind kind, Get get, String value, String what) {
    found.computeIfAbsent(
            new Subject(kind, get.key(), value),
            first -> new Finding("the get (" + get.span() + ") " + what))
        .gets++;
  }

  List<Violation> violations() {
    return found.entrySet().stream()
        .map(
            entry ->
                new Violation(
                    entry.getKey().kind(), entry.getKey().key(), inWords(entry.getValue())))
        .toList();
  }

  private static String inWords(Finding finding) {
    return finding.gets == 1
        ? finding.what
        : finding.what + "; the same in " + (finding.gets - 1) + " later gets";
  }
}
