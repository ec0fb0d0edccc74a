package dev.ringo.testkit.history;

import dev.ringo.testkit.history.Register.Answer;
import dev.ringo.testkit.history.Register.Request;
import dev.ringo.testkit.history.Verdict.Linearizable;
import dev.ringo.testkit.history.Verdict.NotLinearizable;
import dev.ringo.testkit.history.Verdict.Undecided;
import dev.ringo.testkit.history.Violation.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks that each register of a history is linearizable. */
public final class RegisterChecker {

  /** How many operations before the impossible one a report shows. */
  private static final int SHOWN_BEFORE = 6;

  private RegisterChecker() {}

  /**
   * Checks what was recorded.
   *
   * @param bound of each key's search
   */
  public static RegisterReport check(RegisterHistory history, Bound bound) {
    return check(history.byKey(), bound);
  }

  /** Checks operations by key, of each key in any order. */
  public static RegisterReport check(
      Map<String, List<Operation<Request, Answer>>> byKey, Bound bound) {
    List<Violation> violations = new ArrayList<>();
    Map<String, String> undecided = new LinkedHashMap<>();
    int operations = 0;
    for (Map.Entry<String, List<Operation<Request, Answer>>> entry : byKey.entrySet()) {
      String key = entry.getKey();
      operations += entry.getValue().size();
      Verdict<Request, Answer> verdict =
          Linearizability.check(new Register(), entry.getValue(), bound);
      if (verdict instanceof NotLinearizable<Request, Answer> not) {
        violations.add(new Violation(Kind.NOT_LINEARIZABLE, key, inWords(not)));
      } else if (verdict instanceof Undecided<Request, Answer> open) {
        undecided.put(key, open.why());
      } else if (!(verdict instanceof Linearizable<Request, Answer>)) {
        throw new AssertionError(verdict);
      }
    }
    return new RegisterReport(byKey.size(), operations, violations, undecided);
  }

  private static String inWords(NotLinearizable<Request, Answer> not) {
    List<Operation<Request, Answer>> longest = not.longest();
    int from = Math.max(0, longest.size() - SHOWN_BEFORE);
    return "no order explains all answers; one explains "
        + longest.size()
        + ", and ends with\n"
        + lines(longest.subList(from, longest.size()))
        + "\n    after which none of these can have come:\n"
        + lines(not.next());
  }

  private static String lines(List<Operation<Request, Answer>> operations) {
    return operations.isEmpty()
        ? "      (nothing)"
        : operations.stream().map(each -> "      " + each).collect(Collectors.joining("\n"));
  }
}
