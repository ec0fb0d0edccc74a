package dev.ringo.testkit.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answer of a gateway to a get: {@code <length> ok <bytes>} for each value. */
final class ValueList {

  private static final String OK = " ok ";

  private ValueList() {}

  /**
   * The values, as ISO 8859-1; empty if the gateway says that it could not get all of them. What is
   * not as it should be counts as one more value, which nobody put.
   */
  static Optional<List<String>> parse(String answer) {
    List<String> values = new ArrayList<>();
    int at = 0;
    while (at < answer.length()) {
      if (answer.startsWith("0 timeout ", at) || answer.startsWith("0 error ", at)) {
        return Optional.empty();
      }
      int digits = at;
      while (digits < answer.length() && Character.isDigit(answer.charAt(digits))) {
        digits++;
      }
      int from = digits + OK.length();
      if (digits == at || digits > at + 9 || !answer.startsWith(OK, digits)) {
        values.add(answer.substring(at));
        break;
      }
      int to = from + Integer.parseInt(answer.substring(at, digits));
      values.add(answer.substring(from, Math.min(to, answer.length())));
      at = to;
    }
    return Optional.of(values);
  }
}
