package dev.ringo.node.request;

import dev.ringo.node.CommandFailure;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The gateway's paths. Names and keys are bytes: what a terminal gives is their UTF-8 form. */
final class Paths {

  /** Lists all domains. */
  static final String DOMAINS = "/mon/data";

  /** Lists all nodes, with more than the original's fields. */
  static final String NODES = "/mon/ring/nodes?detail";

  private static final String PLAIN = "-._~";
  private static final char NOT_A_CHARACTER = '\uFFFD';

  private Paths() {}

  static String domain(String domain) {
    return DOMAINS + "/" + encode("domain name", domain);
  }

  static String item(String domain, String key) {
    return domain(domain) + "/" + encode("key", key);
  }

  static String domainsOn(String node) {
    return "/mon/domains/node?name=" + encode("node", node);
  }

  private static String encode(String what, String text) {
    if (text.isEmpty()) {
      throw CommandFailure.usage("the " + what + " is empty");
    }
    if (text.indexOf(NOT_A_CHARACTER) >= 0) {
      throw CommandFailure.usage(
          "the " + what + " is not UTF-8; over HTTP, percent-encoded, it may have any bytes");
    }
    HexFormat hex = HexFormat.of().withUpperCase();
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain((char) (b & 0xff))) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(hex.toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PLAIN.indexOf(c) >= 0;
  }
}
