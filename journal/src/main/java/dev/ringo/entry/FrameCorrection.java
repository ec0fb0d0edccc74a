package dev.ringo.entry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Finds out what a frame was before one of its bytes was damaged: a CRC says which byte it was and
 * what it has to be. Of frames that are not user data only, which no other copy has as they are.
 *
 * <p>More damage than that may look like it, by chance: about once in 2^32 for each byte and value
 * that it could have been, so once in some 10,000 frames of 250 bytes. So this is for what nobody
 * else has, or can be asked for.
 */
public final class FrameCorrection {

  /** What is longer has too many possibilities. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final int CRC_AT = 4;
  private static final int KEY_CRC_AT = Frame.HEAD_AT + 12;
  private static final int KEY_LENGTH_AT = Frame.HEAD_AT + 16;
  private static final int VALUE_CRC_AT = Frame.HEAD_AT + 20;
  private static final int TAIL_BYTES = 4;
  private static final int[] TABLE = new int[256];

  /** The index of the table's word with some highest byte: no two have the same. */
  private static final int[] BY_HIGHEST_BYTE = new int[256];

  static {
    for (int i = 0; i < TABLE.length; i++) {
      int word = i;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        word = (word & 1) == 0 ? word >>> 1 : (word >>> 1) ^ 0xedb88320;
      }
      TABLE[i] = word;
      BY_HIGHEST_BYTE[word >>> 24] = i;
    }
  }

  /** One byte that may be the damaged one, and what it is to be changed by. */
  private record Flip(int at, int xor) {}

  private FrameCorrection() {}

  /**
   * The frame that begins with these bytes, as it was; none if it is user data, intact, or damaged
   * in more than a byte.
   *
   * @param bytes at least the whole frame
   */
  public static Optional<byte[]> of(byte[] bytes) {
    if (bytes.length < Frame.OVERHEAD) {
      return Optional.empty();
    }
    List<byte[]> possible = new ArrayList<>();
    if (Frame.lengthAt(bytes, 0) >= 0) {
      bodies(bytes).forEach(flip -> add(possible, bytes, flip));
      return only(possible);
    }
    byte[] frame = bytes.clone();
    if (!Frame.hasMagicAt(frame, 0)) {
      // Then the rest of the head has to be right.
      word(frame, 0, Frame.MAGIC_HEAD);
      addIfIntact(possible, frame);
      return only(possible);
    }
    int wrong = crc(bytes, Frame.HEAD_AT, Frame.HEAD_BYTES) ^ word(bytes, CRC_AT);
    flips(wrong, Frame.HEAD_AT, Frame.HEAD_BYTES).forEach(flip -> add(possible, bytes, flip));
    if (isOneByte(wrong)) {
      word(frame, CRC_AT, word(frame, CRC_AT) ^ wrong);
      addIfIntact(possible, frame);
    }
    return only(possible);
  }

  /**
   * Behind a frame that cannot be mended: where another one may begin, which may be damaged too.
   *
   * @return the end of the bytes, if there is none
   */
  public static int next(byte[] bytes, int at) {
    long length = Frame.lengthAt(bytes, at);
    if (length > 0) {
      return (int) Math.min(bytes.length, at + length);
    }
    int next = at + 1;
    while (bytes.length - next >= Frame.OVERHEAD && !Frame.mayBeginAt(bytes, next)) {
      next++;
    }
    return next;
  }

  private static Optional<byte[]> only(List<byte[]> possible) {
    return possible.size() == 1 ? Optional.of(possible.get(0)) : Optional.empty();
  }

  /** In key, value or tail of a frame whose head is intact. */
  private static List<Flip> bodies(byte[] bytes) {
    long length = Frame.lengthAt(bytes, 0);
    if (length > Math.min(bytes.length, MAX_BYTES)) {
      return List.of();
    }
    int tailAt = (int) length - TAIL_BYTES;
    int keyLength = word(bytes, KEY_LENGTH_AT);
    int valueAt = Frame.BODY_AT + keyLength;
    List<Flip> flips = new ArrayList<>();
    int key = crc(bytes, Frame.BODY_AT, keyLength) ^ word(bytes, KEY_CRC_AT);
    flips.addAll(flips(key, Frame.BODY_AT, keyLength));
    int value = crc(bytes, valueAt, tailAt - valueAt) ^ word(bytes, VALUE_CRC_AT);
    flips.addAll(flips(value, valueAt, tailAt - valueAt));
    int tail = word(bytes, tailAt) ^ Frame.MAGIC_TAIL;
    for (int i = 0; i < TAIL_BYTES; i++) {
      int xor = (tail >>> (i * Byte.SIZE)) & 0xff;
      if (xor != 0 && isOneByte(tail)) {
        flips.add(new Flip(tailAt + i, xor));
      }
    }
    return flips;
  }

  private static boolean isOneByte(int difference) {
    return (difference & 0xff) == difference
        || (difference & 0xff00) == difference
        || (difference & 0xff0000) == difference
        || (difference & 0xff000000) == difference;
  }

  /**
   * Which single bytes can have changed a CRC by {@code wrong}: from the last one on, the
   * difference is taken back over one byte after the other.
   */
  private static List<Flip> flips(int wrong, int from, int length) {
    List<Flip> flips = new ArrayList<>();
    int difference = wrong;
    for (int at = from + length - 1; at >= from && wrong != 0; at--) {
      int index = BY_HIGHEST_BYTE[difference >>> 24];
      if (TABLE[index] == difference) {
        flips.add(new Flip(at, index));
      }
      difference = ((difference ^ TABLE[index]) << Byte.SIZE) | index;
    }
    return flips;
  }

  private static void add(List<byte[]> possible, byte[] bytes, Flip flip) {
    byte[] frame = bytes.clone();
    frame[flip.at()] ^= (byte) flip.xor();
    addIfIntact(possible, frame);
  }

  private static void addIfIntact(List<byte[]> possible, byte[] bytes) {
    try {
      Frame frame = Frame.at(bytes, 0);
      if (frame.isIntact()
          && frame.has(Frame.SKIP)
          && frame.endsEntry()
          && frame.length() <= MAX_BYTES) {
        possible.add(Arrays.copyOf(bytes, frame.length()));
      }
    } catch (DamagedEntryException e) {
      // It was not this byte, or not only.
      return;
    }
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private static int word(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  private static void word(byte[] bytes, int at, int word) {
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, word);
  }
}
