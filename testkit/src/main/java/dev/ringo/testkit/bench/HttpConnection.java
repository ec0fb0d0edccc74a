package dev.ringo.testkit.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection that is kept alive, one request at a time: as little as HTTP/1.1 takes, so that it
 * is not the client that is measured.
 */
final class HttpConnection implements Closeable {

  /** What came back. */
  record Answer(int status, byte[] body) {

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private static final int BUFFER = 16 * 1024;

  /** From this length on, it costs more to copy a body than to send it by itself. */
  private static final int LONG = 256 * 1024;

  private final Socket socket;
  private final String host;
  private final InputStream in;
  private final OutputStream out;
  private final StringBuilder line = new StringBuilder();
  private boolean ended;

  HttpConnection(Socket socket, String host) throws IOException {
    this.socket = socket;
    this.host = host;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    this.out = socket.getOutputStream();
  }

  Answer get(String path) throws IOException {
    out.write(head("GET", path, "").getBytes(StandardCharsets.ISO_8859_1));
    return read();
  }

  Answer post(String path, byte[] body) throws IOException {
    byte[] head =
        head("POST", path, "Content-Length: " + body.length + "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    if (body.length > LONG) {
      out.write(head);
      out.write(body);
      return read();
    }
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    out.write(request);
    return read();
  }

  /** Did the other side say that it takes no further request? */
  boolean ended() {
    return ended;
  }

  private String head(String method, String path, String more) {
    return method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n";
  }

  private Answer read() throws IOException {
    String status = line();
    int length = -1;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      } else if (lower.startsWith("connection:")) {
        ended = lower.contains("close");
      }
    }
    return new Answer(Integer.parseInt(status.substring(9, 12)), body(length, chunked));
  }

  private byte[] body(int length, boolean chunked) throws IOException {
    if (chunked) {
      return chunks();
    }
    if (length < 0) {
      throw new IOException("an answer without its length");
    }
    return exactly(length);
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.write(exactly(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer ended early");
    }
    return bytes;
  }

  private String line() throws IOException {
    line.setLength(0);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
