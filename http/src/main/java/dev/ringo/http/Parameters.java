package dev.ringo.http;

import akka.http.javadsl.model.HttpResponse;
import dev.ringo.client.CreateOptions;
import dev.ringo.client.GetOptions.Read;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The parameters of a request, read as they are asked for. A wrong one yields its default and is
 * remembered: ask {@link #refusal} before the values are used. Of two parameters with one name the
 * first counts; unknown ones are ignored, as in the Erlang gateway.
 */
final class Parameters {

  private static final int MAX_DIGITS = 9;

  private final String query;
  private HttpResponse refusal;

  /**
   * @param query the part behind the question mark, as it was sent
   */
  Parameters(String query) {
    this.query = query;
  }

  /** Why the request is refused, if one of the parameters asked for was wrong. */
  Optional<HttpResponse> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** Is the flag there, with whatever value? */
  boolean flag(String name) {
    return find(name).isPresent();
  }

  /** The value with each byte as a Latin-1 character. */
  Optional<String> latin1(String name) {
    Optional<String> raw = find(name);
    Optional<String> decoded = raw.flatMap(PercentEncoding::decodeLatin1);
    if (raw.isPresent() && decoded.isEmpty()) {
      refuse(ErrorCode.BAD_ESCAPE, "'%' in " + name + " takes two hex digits after it.");
    }
    return decoded;
  }

  Duration timeout(Duration otherwise, Duration longest) {
    Optional<String> text = find("timeout");
    if (text.isEmpty()) {
      return otherwise;
    }
    String digits = text.get();
    if (!isNumber(digits) || digits.chars().allMatch(c -> c == '0')) {
      return wrong("timeout", "a whole number of milliseconds, at least 1", otherwise);
    }
    // More digits than fit are more than the longest in any case.
    Duration wanted =
        digits.length() > MAX_DIGITS ? longest : Duration.ofMillis(Integer.parseInt(digits));
    return wanted.compareTo(longest) < 0 ? wanted : longest;
  }

  OptionalInt replicas() {
    Optional<String> text = find("nrepl");
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    String digits = text.get();
    if (isNumber(digits) && digits.length() <= MAX_DIGITS) {
      int replicas = Integer.parseInt(digits);
      if (replicas <= CreateOptions.MAX_REPLICAS) {
        return OptionalInt.of(replicas);
      }
    }
    return wrong(
        "nrepl", "a whole number from 0 to " + CreateOptions.MAX_REPLICAS, OptionalInt.empty());
  }

  Read read() {
    Optional<String> text = find("read");
    if (text.isEmpty()) {
      return Read.CONFIRMED;
    }
    return text.get().equals("any") ? Read.ANY : wrong("read", "'any'", Read.CONFIRMED);
  }

  private <T> T wrong(String name, String allowed, T otherwise) {
    refuse(ErrorCode.BAD_PARAMETER, name + " is " + allowed + ".");
    return otherwise;
  }

  private void refuse(ErrorCode code, String message) {
    if (refusal == null) {
      refusal = code.reply(message);
    }
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private Optional<String> find(String name) {
    int at = 0;
    while (at < query.length()) {
      int ampersand = query.indexOf('&', at);
      int end = ampersand < 0 ? query.length() : ampersand;
      if (query.startsWith(name, at)) {
        int after = at + name.length();
        if (after == end) {
          return Optional.of("");
        }
        if (after < end && query.charAt(after) == '=') {
          return Optional.of(query.substring(after + 1, end));
        }
      }
      at = end + 1;
    }
    return Optional.empty();
  }
}
