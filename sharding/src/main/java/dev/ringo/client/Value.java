package dev.ringo.client;

import dev.ringo.entry.EntryId;

/** One value of a key, its CRC checked, and the id of its entry. The bytes are the caller's own. */
public final class Value {

  private final EntryId entry;
  private final byte[] bytes;

  public Value(EntryId entry, byte[] bytes) {
    this.entry = entry;
    this.bytes = bytes;
  }

  public EntryId entry() {
    return entry;
  }

  public byte[] bytes() {
    return bytes;
  }
}
