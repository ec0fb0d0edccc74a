package dev.ringo.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A reply as it came over the wire.
 *
 * @param headers by lower-case name
 */
record Reply(int status, Map<String, String> headers, String latin1) {

  /** The body read as UTF-8. */
  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  boolean isChunked() {
    return header("transfer-encoding").equals(Optional.of("chunked"));
  }
}
