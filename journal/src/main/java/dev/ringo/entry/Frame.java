package dev.ringo.entry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * One frame of Ringo's file format, seen in place in a byte array: magic head, CRC of the head, the
 * head (time, entry id, flags, CRC and length of key and value), key, value, magic tail; integers
 * are 32 bits, little-endian. Format: {@code ringo_writer.erl} of the Erlang system Ringo. CRCs are
 * CRC-32 as in zlib (RFC 1952).
 *
 * <p>An entry of a log is any number of note frames and the one frame that ends it. Every frame
 * that is not user data has flag {@link #SKIP}, which Ringo's readers pass over. Notes have an
 * entry id of 0: those readers also pass over a frame that repeats the id of the one before.
 */
public final class Frame {

  /** The value is in a file of its own. */
  public static final int EXTERNAL = 1;

  /** Not user data: Ringo's readers skip it. */
  public static final int SKIP = 2;

  /** The first entry of an ownership. */
  public static final int BARRIER = 4;

  /** A new list of copies. */
  public static final int COPIES = 8;

  /**
   * Belongs to the entry whose last frame follows: the digest of its idempotency key, or what
   * {@link #BLOCKS} says.
   */
  public static final int NOTE = 16;

  /** Written by a journal after the entries of an event: what else there is to the event. */
  public static final int TRAILER = 32;

  /** Written by a journal: events that count no more. */
  public static final int DELETION = 64;

  /** The last entry of a chunk that takes no more. */
  public static final int SEAL = 512;

  /** The next chunk of the domain is there. */
  public static final int NEXT = 4096;

  /** The only frame of a snapshot's file. */
  public static final int SNAPSHOT = 256;

  /** The only frame of a file that says where a journal's file ended. */
  public static final int END = 2048;

  /** The first frame of a file: what the file is. */
  public static final int FILE = 128;

  /** With {@link #NOTE}: the length and the CRCs of an external value. */
  public static final int BLOCKS = 1024;

  /** Bytes that a frame has besides key and value. */
  public static final int OVERHEAD = 40;

  /** Length of the magic number that every frame begins with. */
  public static final int MAGIC_BYTES = 4;

  public static final int MAX_KEY_BYTES = 4096;

  static final int MAGIC_HEAD = 0x47da66b5;
  static final int MAGIC_TAIL = 0xacc50f5d;
  static final int HEAD_AT = 8;
  static final int HEAD_BYTES = 28;
  static final int BODY_AT = HEAD_AT + HEAD_BYTES;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int offset;

  private Frame(byte[] bytes, int offset) {
    this.bytes = bytes;
    this.offset = offset;
  }

  /** A new frame's bytes. */
  public static byte[] encode(EntryId id, int flags, byte[] key, byte[] value) {
    byte[] frame = new byte[OVERHEAD + key.length + value.length];
    INT.set(frame, 0, MAGIC_HEAD);
    INT.set(frame, HEAD_AT, (int) id.seconds());
    INT.set(frame, HEAD_AT + 4, id.random());
    INT.set(frame, HEAD_AT + 8, flags);
    INT.set(frame, HEAD_AT + 12, crc(key, 0, key.length));
    INT.set(frame, HEAD_AT + 16, key.length);
    INT.set(frame, HEAD_AT + 20, crc(value, 0, value.length));
    INT.set(frame, HEAD_AT + 24, value.length);
    INT.set(frame, 4, crc(frame, HEAD_AT, HEAD_BYTES));
    System.arraycopy(key, 0, frame, BODY_AT, key.length);
    System.arraycopy(value, 0, frame, BODY_AT + key.length, value.length);
    INT.set(frame, BODY_AT + key.length + value.length, MAGIC_TAIL);
    return frame;
  }

  /**
   * The frame that begins at an offset, its head checked.
   *
   * @throws DamagedEntryException if no whole frame with a valid head begins there
   */
  public static Frame at(byte[] bytes, int offset) {
    if (bytes.length - offset < OVERHEAD) {
      throw new DamagedEntryException(offset, "cut off");
    }
    Frame frame = new Frame(bytes, offset);
    if (frame.word(0) != MAGIC_HEAD) {
      throw new DamagedEntryException(offset, "no magic head");
    }
    if (frame.word(4) != crc(bytes, offset + HEAD_AT, HEAD_BYTES)) {
      throw new DamagedEntryException(offset, "wrong CRC of the head");
    }
    long length = (long) OVERHEAD + frame.keyLength() + frame.valueLength();
    if (frame.keyLength() < 0 || frame.valueLength() < 0 || length > bytes.length - offset) {
      throw new DamagedEntryException(offset, "cut off");
    }
    if (frame.word(frame.length() - 4) != MAGIC_TAIL) {
      throw new DamagedEntryException(offset, "no magic tail");
    }
    return frame;
  }

  /**
   * How long the frame is whose head begins at an offset, {@link #OVERHEAD} bytes of which have to
   * be there; -1 if no valid head does.
   */
  public static long lengthAt(byte[] bytes, int offset) {
    Frame frame = new Frame(bytes, offset);
    return frame.hasValidHead() && frame.keyLength() >= 0 && frame.valueLength() >= 0
        ? (long) OVERHEAD + frame.keyLength() + frame.valueLength()
        : -1;
  }

  /** Do the four bytes at an offset begin a frame? */
  public static boolean hasMagicAt(byte[] bytes, int offset) {
    return (int) INT.get(bytes, offset) == MAGIC_HEAD;
  }

  /** Do the bytes at an offset look like a frame's head, of which the magic number may be wrong? */
  static boolean mayBeginAt(byte[] bytes, int offset) {
    Frame frame = new Frame(bytes, offset);
    return frame.word(0) == MAGIC_HEAD || frame.hasHeadCrc();
  }

  private boolean hasHeadCrc() {
    return word(4) == crc(bytes, offset + HEAD_AT, HEAD_BYTES);
  }

  private boolean hasValidHead() {
    return word(0) == MAGIC_HEAD && hasHeadCrc();
  }

  /** Do key and value have the CRCs in the head? */
  public boolean isIntact() {
    return crc(bytes, offset + BODY_AT, keyLength()) == keyCrc()
        && crc(bytes, offset + BODY_AT + keyLength(), valueLength()) == word(HEAD_AT + 20);
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private int word(int at) {
    return (int) INT.get(bytes, offset + at);
  }

  private int keyLength() {
    return word(HEAD_AT + 16);
  }

  public int valueLength() {
    return word(HEAD_AT + 24);
  }

  /** Bytes of the whole frame. */
  public int length() {
    return OVERHEAD + keyLength() + valueLength();
  }

  public EntryId id() {
    return EntryId.of(word(HEAD_AT), word(HEAD_AT + 4));
  }

  public boolean has(int flag) {
    return (word(HEAD_AT + 8) & flag) != 0;
  }

  /** Does this frame end an entry, or does its entry go on with the next frame? */
  public boolean endsEntry() {
    return !has(NOTE);
  }

  /** The CRC-32 of the key, which also serves as its hash. */
  public int keyCrc() {
    return word(HEAD_AT + 12);
  }

  /**
   * A hash of key and value, as the head has them: two entries that got the same id by chance
   * differ in it.
   */
  public int contentHash() {
    return 31 * keyCrc() + word(HEAD_AT + 20);
  }

  public static int crcOfKey(byte[] key) {
    return crc(key, 0, key.length);
  }

  public boolean hasKey(byte[] key) {
    int from = offset + BODY_AT;
    return keyLength() == key.length
        && Arrays.equals(bytes, from, from + key.length, key, 0, key.length);
  }

  /**
   * The key.
   *
   * @throws DamagedEntryException if the key does not have the CRC in the head
   */
  public byte[] key() {
    return body(BODY_AT, keyLength(), keyCrc(), "key");
  }

  /**
   * The value.
   *
   * @throws DamagedEntryException if the value does not have the CRC in the head
   */
  public byte[] value() {
    return body(BODY_AT + keyLength(), valueLength(), word(HEAD_AT + 20), "value");
  }

  /**
   * The bytes of the whole frame, key and value checked.
   *
   * @throws DamagedEntryException if one of them does not have its CRC
   */
  public byte[] copy() {
    check(BODY_AT, keyLength(), keyCrc(), "key");
    check(BODY_AT + keyLength(), valueLength(), word(HEAD_AT + 20), "value");
    return Arrays.copyOfRange(bytes, offset, offset + length());
  }

  private byte[] body(int at, int length, int expectedCrc, String what) {
    check(at, length, expectedCrc, what);
    return Arrays.copyOfRange(bytes, offset + at, offset + at + length);
  }

  private void check(int at, int length, int expectedCrc, String what) {
    if (crc(bytes, offset + at, length) != expectedCrc) {
      throw new DamagedEntryException(offset, "wrong CRC of the " + what);
    }
  }
}
