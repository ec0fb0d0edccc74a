package dev.ringo.ring;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** A point of the ring: an unsigned 128-bit number. */
public record RingPosition(long high, long low) implements Comparable<RingPosition> {

  private static final int HEX_DIGITS = 32;

  /** The position given by 32 hex digits of either case; anything else is an error. */
  public static RingPosition parse(String hex) {
    if (hex.length() != HEX_DIGITS || !hex.chars().allMatch(HexFormat::isHexDigit)) {
      throw new IllegalArgumentException("'" + hex + "' is not an id: it takes 32 hex digits");
    }
    return new RingPosition(
        HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
  }

  /**
   * The MD5 digest (RFC 1321) of some bytes, as a position. MD5 spreads here, it protects nothing.
   */
  public static RingPosition md5(byte[] bytes) {
    try {
      ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(bytes));
      return new RingPosition(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has MD5", e);
    }
  }

  static RingPosition random() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new RingPosition(random.nextLong(), random.nextLong());
  }

  @Override
  public int compareTo(RingPosition other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** 32 lower-case hex digits. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
