package dev.ringo.entry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A value in a file of its own, as its entry describes it: the file's name, and the CRC-32 of each
 * of its blocks, so that any block can be checked without the others. In the entry that is a note
 * frame with the blocks, and the user's frame with the name, before which comes the MD5 (RFC 1321)
 * of the whole value, as in the Erlang system Ringo.
 */
public final class ExternalValue {

  /** Bytes of every block but the last one. */
  public static final int BLOCK_BYTES = 256 * 1024;

  private static final int MD5_BYTES = 16;
  private static final int MOST_BLOCK_BYTES = 1024 * 1024;
  private static final int BLOCKS_AT = Long.BYTES + Integer.BYTES;
  private static final Pattern NAME = Pattern.compile("value-[0-9A-F]{1,16}-[0-9A-F]{1,8}");

  private final byte[] link;
  private final byte[] blocks;
  private final String name;
  private final long length;
  private final int blockBytes;

  private ExternalValue(byte[] link, byte[] blocks) {
    this.link = link;
    this.blocks = blocks;
    name = new String(link, MD5_BYTES, link.length - MD5_BYTES, StandardCharsets.US_ASCII);
    length = blocks().getLong(0);
    blockBytes = blocks().getInt(Long.BYTES);
  }

  /**
   * The value that an entry describes.
   *
   * @param link the value of its frame
   * @param blocks the value of its note
   * @throws DamagedEntryException if they do not describe a value
   */
  public static ExternalValue of(byte[] link, byte[] blocks) {
    if (link.length <= MD5_BYTES || blocks.length < BLOCKS_AT) {
      throw new DamagedEntryException(0, "no description of an external value");
    }
    ExternalValue value = new ExternalValue(link, blocks);
    boolean right =
        isName(value.name)
            && value.length >= 0
            && value.blockBytes > 0
            && value.blockBytes <= MOST_BLOCK_BYTES
            && (blocks.length - BLOCKS_AT) % Integer.BYTES == 0
            && (value.length + value.blockBytes - 1) / value.blockBytes == value.blockCount();
    if (!right) {
      throw new DamagedEntryException(0, "no description of an external value");
    }
    return value;
  }

  static ExternalValue of(EntryId id, byte[] md5, int crc, long length, int[] blockCrcs) {
    byte[] name = String.format("value-%s-%08X", id, crc).getBytes(StandardCharsets.US_ASCII);
    byte[] link = Arrays.copyOf(md5, MD5_BYTES + name.length);
    System.arraycopy(name, 0, link, MD5_BYTES, name.length);
    ByteBuffer blocks =
        ByteBuffer.allocate(BLOCKS_AT + Integer.BYTES * blockCrcs.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(length)
            .putInt(BLOCK_BYTES);
    for (int blockCrc : blockCrcs) {
      blocks.putInt(blockCrc);
    }
    return new ExternalValue(link, blocks.array());
  }

  /** May a file that is a value have this name? */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  private ByteBuffer blocks() {
    return ByteBuffer.wrap(blocks).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The name of the file. */
  public String name() {
    return name;
  }

  /** Bytes of the value. */
  public long length() {
    return length;
  }

  public int blockCount() {
    return (blocks.length - BLOCKS_AT) / Integer.BYTES;
  }

  /** Where a block begins; blocks are counted from 0. */
  public long startOf(int block) {
    return (long) block * blockBytes;
  }

  /** Bytes of a block. */
  public int lengthOf(int block) {
    return (int) Math.min(blockBytes, length - startOf(block));
  }

  /** The block that has a byte of the value. */
  public int blockAt(long place) {
    return (int) (place / blockBytes);
  }

  /** Are these the bytes of a block? */
  public boolean isBlock(int block, byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return bytes.length == lengthOf(block)
        && (int) crc.getValue() == blocks().getInt(BLOCKS_AT + Integer.BYTES * block);
  }

  /** The value of the user's frame: the MD5 and the name. */
  public byte[] link() {
    return link.clone();
  }

  /** The value of the note: the length, the length of a block, and the CRCs of all blocks. */
  public byte[] description() {
    return blocks.clone();
  }

  /** The note frame that comes before the user's frame. */
  public byte[] note() {
    return Frame.encode(
        new EntryId(0), Frame.SKIP | Frame.NOTE | Frame.BLOCKS, new byte[0], blocks);
  }

  /** The user's frame. */
  public byte[] frame(EntryId id, byte[] key) {
    return Frame.encode(id, Frame.EXTERNAL, key, link);
  }

  @Override
  public String toString() {
    return name + " (" + length + " bytes)";
  }
}
