package dev.ringo.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Percent-encoding (RFC 3986, section 2.1) of bytes. */
final class PercentEncoding {

  private static final int DIGITS = 2;

  private static final String PLAIN = "-._~";
  private static final HexFormat UPPER_CASE = HexFormat.of().withUpperCase();

  private PercentEncoding() {}

  /** All but letters, digits and {@code -._~} of ASCII (RFC 3986, unreserved) encoded. */
  static String encode(byte[] bytes) {
    StringBuilder encoded = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (letterOrDigit || PLAIN.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(UPPER_CASE.toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  /**
   * The bytes that a text stands for, decoded once; empty if an escape is broken or a character is
   * not ASCII.
   */
  static Optional<byte[]> decode(String text) {
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '%') {
        int value = escaped(text, at + 1);
        if (value < 0) {
          return Optional.empty();
        }
        bytes[length++] = (byte) value;
        at += DIGITS;
      } else if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
  }

  /** The same, with each byte as the Latin-1 character of its value. */
  static Optional<String> decodeLatin1(String text) {
    return decode(text).map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static int escaped(String text, int at) {
    if (at + DIGITS > text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
