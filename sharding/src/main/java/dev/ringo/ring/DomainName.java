package dev.ringo.ring;

import java.nio.charset.StandardCharsets;

/**
 * The name of a domain: 1 to 1,024 bytes of any value. Held as the Latin-1 string of these bytes.
 */
public record DomainName(String latin1) {

  public static final int MAX_BYTES = 1024;

  public DomainName {
    if (latin1.isEmpty() || latin1.length() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a domain name has 1 to " + MAX_BYTES + " bytes, not " + latin1.length());
    }
  }

  public static DomainName of(byte[] bytes) {
    return new DomainName(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /** The name whose bytes are the UTF-8 form of a text. */
  public static DomainName of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  public byte[] bytes() {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The name read as UTF-8, for people. */
  @Override
  public String toString() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }
}
