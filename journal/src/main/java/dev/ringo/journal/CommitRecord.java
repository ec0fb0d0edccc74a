package dev.ringo.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Bytes that are written to a data file, which ends with them. Laid down in {@code
 * docs/disk-format.md}.
 *
 * @param place where they begin
 */
record CommitRecord(DataFile file, long place, ByteBuffer bytes) {

  static final int MAGIC = 0x52c0441d;

  /** Magic number, CRC, generation, id of the file, place, and the lengths of name and bytes. */
  static final int HEAD = 2 * Integer.BYTES + 3 * Long.BYTES + 2 * Integer.BYTES;

  /** Where that begins which the CRC is of. */
  static final int CRC_FROM = 2 * Integer.BYTES;

  Stream<ByteBuffer> encoded(long generation) {
    byte[] name = file.directoryName().getBytes(StandardCharsets.UTF_8);
    ByteBuffer head = ByteBuffer.allocate(HEAD + name.length).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(MAGIC).putInt(0).putLong(generation).putLong(file.id()).putLong(place);
    head.putInt(name.length).putInt(bytes.remaining()).put(name).flip();
    CRC32 crc = new CRC32();
    crc.update(head.duplicate().position(CRC_FROM));
    crc.update(bytes.duplicate());
    head.putInt(Integer.BYTES, (int) crc.getValue());
    return Stream.of(head, bytes.duplicate());
  }
}
