package dev.ringo.journal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Reads what a {@link FieldWriter} wrote; {@link BufferUnderflowException} if there is less. */
final class FieldReader {

  private final ByteBuffer buffer;

  FieldReader(byte[] bytes) {
    buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  long number64() {
    return buffer.getLong();
  }

  int number32() {
    return buffer.getInt();
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  String uuidOrText() {
    int length = buffer.getInt();
    return length == FieldWriter.UUID_FOLLOWS
        ? new UUID(buffer.getLong(), buffer.getLong()).toString()
        : new String(take(length), StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    return take(buffer.getInt());
  }

  byte[] rest() {
    return take(buffer.remaining());
  }

  private byte[] take(int length) {
    if (length < 0 || length > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] taken = new byte[length];
    buffer.get(taken);
    return taken;
  }
}
