package dev.ringo.entry;

import java.util.Arrays;
import java.util.Optional;

/**
 * Walks over the entries in a byte array, which holds nothing but whole entries.
 *
 * <pre>
 *   for (EntryScan scan = new EntryScan(bytes, 0); scan.next(); ) { ... scan.frame() ... }
 * </pre>
 */
public final class EntryScan {

  private final byte[] bytes;
  private int start;
  private int end;
  private Frame frame;
  private Frame note;

  public EntryScan(byte[] bytes, int offset) {
    this.bytes = bytes;
    this.end = offset;
  }

  /**
   * Moves to the next entry; false after the last one.
   *
   * @throws DamagedEntryException if what follows is not a whole entry
   */
  public boolean next() {
    if (end == bytes.length) {
      return false;
    }
    start = end;
    note = null;
    do {
      frame = Frame.at(bytes, end);
      note = frame.endsEntry() ? note : frame;
      end += frame.length();
    } while (!frame.endsEntry());
    return true;
  }

  /** Where the entry begins. */
  public int start() {
    return start;
  }

  /** Where the next entry begins. */
  public int end() {
    return end;
  }

  /**
   * The bytes of the whole entry, its CRCs checked.
   *
   * @throws DamagedEntryException if one of them is wrong
   */
  public byte[] copy() {
    for (int at = start; at < end; ) {
      Frame part = Frame.at(bytes, at);
      if (!part.isIntact()) {
        throw new DamagedEntryException(at, "wrong CRC of key or value");
      }
      at += part.length();
    }
    return Arrays.copyOfRange(bytes, start, end);
  }

  /** The frame that ends the entry: the user's key and value, if the entry is user data. */
  public Frame frame() {
    return frame;
  }

  public boolean hasIdempotencyKey() {
    return note != null;
  }

  public Optional<IdempotencyKey> idempotencyKey() {
    return Optional.ofNullable(note).map(IdempotencyKey::of);
  }
}
