package dev.ringo.http;

import akka.http.javadsl.model.HttpRequest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one range of a value that a request asks for (RFC 9110, 14.2). Requests for several ranges,
 * for other units, or that make no sense get the whole value.
 *
 * @param first byte, or how many of the last ones if {@code fromEnd}
 * @param last byte, included; empty for all that follow
 * @param ifTag only if the value has this tag, else the whole value
 */
record WantedRange(long first, OptionalLong last, boolean fromEnd, Optional<String> ifTag) {

  /** Some bytes of a value: from a place to another, which is not included. */
  record Span(long from, long to) {}

  private static final Pattern ONE = Pattern.compile("bytes *= *(\\d{0,18})-(\\d{0,18}) *");

  static Optional<WantedRange> of(HttpRequest request) {
    Optional<String> ifTag = request.getHeader("If-Range").map(header -> header.value().trim());
    return request.getHeader("Range").flatMap(header -> of(header.value(), ifTag));
  }

  private static Optional<WantedRange> of(String range, Optional<String> ifTag) {
    Matcher one = ONE.matcher(range);
    if (!one.matches() || (one.group(1).isEmpty() && one.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (one.group(1).isEmpty()) {
      long length = Long.parseLong(one.group(2));
      return Optional.of(new WantedRange(length, OptionalLong.empty(), true, ifTag));
    }
    long first = Long.parseLong(one.group(1));
    if (one.group(2).isEmpty()) {
      return Optional.of(new WantedRange(first, OptionalLong.empty(), false, ifTag));
    }
    long last = Long.parseLong(one.group(2));
    return first <= last
        ? Optional.of(new WantedRange(first, OptionalLong.of(last), false, ifTag))
        : Optional.empty();
  }

  /** Does it count for a value with a tag? */
  boolean appliesTo(String tag) {
    return ifTag.isEmpty() || ifTag.get().equals(tag);
  }

  /** What it is of a value of a length; empty if there is no such part. */
  Optional<Span> in(long length) {
    long from = fromEnd ? Math.max(0, length - first) : first;
    long to = last.isPresent() ? Math.min(length, last.getAsLong() + 1) : length;
    return from < to ? Optional.of(new Span(from, to)) : Optional.empty();
  }
}
