package dev.ringo.client;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.ExternalValue;
import dev.ringo.ring.ChunkId;
import java.util.Optional;

/**
 * One value of a key, and the id of its entry. A short one is here, its CRC checked, and the bytes
 * are the caller's own; a long one is read with {@link RingoClient#stream}.
 */
public final class Value {

  /** Where a long value is. */
  record Elsewhere(ChunkId chunk, ExternalValue value) {}

  private final EntryId entry;
  private final byte[] bytes;
  private final Elsewhere elsewhere;

  public Value(EntryId entry, byte[] bytes) {
    this.entry = entry;
    this.bytes = bytes;
    this.elsewhere = null;
  }

  /** A value in a file of its own, which the nodes with copies of a chunk have. */
  public Value(EntryId entry, ChunkId chunk, ExternalValue value) {
    this.entry = entry;
    this.bytes = null;
    this.elsewhere = new Elsewhere(chunk, value);
  }

  public EntryId entry() {
    return entry;
  }

  /** Bytes of the value. */
  public long length() {
    return elsewhere == null ? bytes.length : elsewhere.value().length();
  }

  /** Are the bytes here? */
  public boolean isHere() {
    return elsewhere == null;
  }

  /**
   * The bytes of a value that is here.
   *
   * @throws IllegalStateException if it is not
   */
  public byte[] bytes() {
    if (bytes == null) {
      throw new IllegalStateException(
          "a value of " + length() + " bytes is read with RingoClient.stream");
    }
    return bytes;
  }

  /** Where the bytes are, if not here. */
  Optional<Elsewhere> elsewhere() {
    return Optional.ofNullable(elsewhere);
  }
}
