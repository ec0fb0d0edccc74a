package dev.ringo.journal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name of a persistent actor's directory. */
final class DirectoryName {

  /** File systems take 255 bytes. */
  private static final int LONGEST = 200;

  private DirectoryName() {}

  /**
   * The persistence id, with the bytes of all characters but letters, digits, {@code -} and {@code
   * _} percent-encoded; of a long one the first part, and its SHA-256.
   */
  static String of(String persistenceId) {
    StringBuilder name = new StringBuilder();
    for (byte b : persistenceId.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_')) {
        name.append(c);
      } else {
        name.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    if (name.length() <= LONGEST) {
      return name.toString();
    }
    String digest = HexFormat.of().formatHex(sha256(persistenceId));
    return name.substring(0, LONGEST - digest.length() - 1) + "." + digest;
  }

  /** The persistence id of a directory; of a long one only the first part. */
  static String persistenceId(String directoryName) {
    return URLDecoder.decode(directoryName, StandardCharsets.UTF_8);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
