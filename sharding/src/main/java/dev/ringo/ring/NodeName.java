package dev.ringo.ring;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node as Ringo writes it: {@code ringo-<32 lower-case hex digits>@<host>}. */
public record NodeName(NodeId id, String host) {

  private static final Pattern FORM = Pattern.compile("ringo-(\\p{XDigit}{32})@(.+)");

  /** Reads the written form; anything else is an {@link IllegalArgumentException}. */
  public static NodeName parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a node: it takes ringo-<32 hex digits>@<host>");
    }
    return new NodeName(NodeId.parse(matcher.group(1)), matcher.group(2));
  }

  @Override
  public String toString() {
    return "ringo-" + id + "@" + host;
  }
}
