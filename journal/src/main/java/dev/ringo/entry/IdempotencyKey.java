package dev.ringo.entry;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest of a caller's idempotency key: the first 128 bits of its SHA-256 (FIPS 180-4). */
public record IdempotencyKey(long high, long low) {

  public static IdempotencyKey of(byte[] callersKey) {
    try {
      return read(ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(callersKey)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** The note frame that carries this key in front of its entry. */
  public byte[] note() {
    byte[] value = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    return Frame.encode(new EntryId(0), Frame.SKIP | Frame.NOTE, new byte[0], value);
  }

  static IdempotencyKey of(Frame note) {
    return read(ByteBuffer.wrap(note.value()));
  }

  private static IdempotencyKey read(ByteBuffer bytes) {
    return new IdempotencyKey(bytes.getLong(), bytes.getLong());
  }
}
