package dev.ringo.entry;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Describes a value whose bytes pass by once, in order. One thread at a time. */
public final class ValueDigest {

  private final MessageDigest md5 = md5();
  private final CRC32 whole = new CRC32();
  private final CRC32 block = new CRC32();
  private int[] crcs = new int[16];
  private int blocks;
  private int inBlock;
  private long length;

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has MD5", e);
    }
  }

  /** Takes the next bytes; the buffer is left as it was. */
  public void add(ByteBuffer bytes) {
    md5.update(bytes.duplicate());
    whole.update(bytes.duplicate());
    ByteBuffer rest = bytes.duplicate();
    while (rest.hasRemaining()) {
      int part = Math.min(rest.remaining(), ExternalValue.BLOCK_BYTES - inBlock);
      block.update(rest.slice(rest.position(), part));
      rest.position(rest.position() + part);
      inBlock += part;
      length += part;
      if (inBlock == ExternalValue.BLOCK_BYTES) {
        endBlock();
      }
    }
  }

  private void endBlock() {
    if (blocks == crcs.length) {
      crcs = Arrays.copyOf(crcs, 2 * blocks);
    }
    crcs[blocks++] = (int) block.getValue();
    block.reset();
    inBlock = 0;
  }

  /** How many bytes passed by. */
  public long length() {
    return length;
  }

  /**
   * Describes the value; nothing can be added afterwards.
   *
   * @param id of its entry, part of the file's name
   */
  public ExternalValue describe(EntryId id) {
    if (inBlock > 0) {
      endBlock();
    }
    return ExternalValue.of(
        id, md5.digest(), (int) whole.getValue(), length, Arrays.copyOf(crcs, blocks));
  }
}
