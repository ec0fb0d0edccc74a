package dev.ringo.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Numbers, little-endian, and texts and bytes behind their lengths. */
final class FieldWriter {

  /** Instead of the length of a text: the 16 bytes of a UUID follow. */
  static final int UUID_FOLLOWS = -1;

  private ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  private ByteBuffer withRoomFor(int bytes) {
    if (buffer.remaining() < bytes) {
      ByteBuffer larger = ByteBuffer.allocate(2 * buffer.position() + bytes);
      buffer = larger.order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
    }
    return buffer;
  }

  FieldWriter number(long value) {
    withRoomFor(Long.BYTES).putLong(value);
    return this;
  }

  FieldWriter number(int value) {
    withRoomFor(Integer.BYTES).putInt(value);
    return this;
  }

  FieldWriter text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A text that is most often the name of a UUID, which takes less. */
  FieldWriter uuidOrText(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equals(text)) {
        return number(UUID_FOLLOWS)
            .number(uuid.getMostSignificantBits())
            .number(uuid.getLeastSignificantBits());
      }
    } catch (IllegalArgumentException e) {
      // Any other text is as good.
    }
    return text(text);
  }

  FieldWriter bytes(byte[] bytes) {
    return number(bytes.length).rest(bytes);
  }

  /** Bytes without their length, the last that is written. */
  FieldWriter rest(byte[] bytes) {
    withRoomFor(bytes.length).put(bytes);
    return this;
  }

  byte[] written() {
    byte[] written = new byte[buffer.position()];
    buffer.get(0, written);
    return written;
  }
}
