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
  private Frame blocks;

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
    blocks = null;
    do {
      frame = Frame.at(bytes, end);
      if (frame.has(Frame.BLOCKS)) {
        blocks = frame;
      } else if (!frame.endsEntry()) {
        note = frame;
      }
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

  /** Is the user's value in a file of its own? */
  public boolean isExternal() {
    return frame.has(Frame.EXTERNAL);
  }

  /**
   * What the entry says of the user's value, if that is in a file of its own.
   *
   * @throws DamagedEntryException if that cannot be read
   */
  public Optional<ExternalValue> externalValue() {
    if (!isExternal()) {
      return Optional.empty();
    }
    if (blocks == null) {
      throw new DamagedEntryException(start, "an external value without its blocks");
    }
    return Optional.of(ExternalValue.of(frame.value(), blocks.value()));
  }

  /**
   * Bytes of the user's frame, and of the file with its value, if there is one: what the entry
   * takes on disk.
   */
  public long storedBytes() {
    return frame.length() + (isExternal() ? externalLength() : 0);
  }

  /** As the note says it; one that cannot be read counts for nothing. */
  private long externalLength() {
    try {
      return externalValue().map(ExternalValue::length).orElse(0L);
    } catch (DamagedEntryException e) {
      return 0;
    }
  }

  /**
   * What a reader of the entry needs: the user's frame, and before it the note on its blocks if the
   * value is external. CRCs checked.
   *
   * @throws DamagedEntryException if one of them is wrong
   */
  public byte[] forReader() {
    if (!isExternal()) {
      return frame.copy();
    }
    externalValue();
    byte[] first = blocks.copy();
    byte[] second = frame.copy();
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
