package dev.ringo.node.request;

import dev.ringo.node.CommandFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Reads the gateway's values: {@code <decimal length> ok <bytes>} for each, or another word than ok
 * if it could not go on.
 */
final class ValueStream {

  private static final int MOST_LETTERS = 20;
  private static final int BLOCK = 8192;

  private final InputStream stream;

  ValueStream(InputStream stream) {
    this.stream = stream;
  }

  /** Copies the bytes of the next value; false if there is none. */
  boolean copyNext(OutputStream out) throws IOException {
    String length = word();
    if (length.isEmpty()) {
      return false;
    }
    String word = word();
    if (!word.equals("ok")) {
      throw CommandFailure.failed("the gateway could not read all values: " + word);
    }
    copy(lengthOf(length), out);
    return true;
  }

  private static long lengthOf(String text) throws IOException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IOException("'" + text + "' is not the length of a value", e);
    }
  }

  private void copy(long length, OutputStream out) throws IOException {
    byte[] block = new byte[BLOCK];
    long left = length;
    while (left > 0) {
      int read = stream.read(block, 0, (int) Math.min(left, block.length));
      if (read < 0) {
        throw new EOFException("the answer ended in the middle of a value");
      }
      out.write(block, 0, read);
      left -= read;
    }
  }

  /** The letters up to the next space; none at the end of the stream. */
  private String word() throws IOException {
    StringBuilder word = new StringBuilder();
    int letter = stream.read();
    while (letter >= 0 && letter != ' ' && word.length() < MOST_LETTERS) {
      word.append((char) letter);
      letter = stream.read();
    }
    if (letter < 0 && word.length() > 0) {
      throw new EOFException("the answer ended in the middle");
    }
    return word.toString();
  }
}
