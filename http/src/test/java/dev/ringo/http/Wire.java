package dev.ringo.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One connection to the gateway, on which a test sends the very bytes it wants. */
final class Wire implements Closeable {

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  Wire(InetSocketAddress address) {
    this(address, new Socket());
  }

  /** A connection that takes no more bytes than these while nobody reads. */
  static Wire withReceiveBuffer(InetSocketAddress address, int bytes) {
    try {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(bytes);
      return new Wire(address, socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Wire(InetSocketAddress address, Socket socket) {
    try {
      this.socket = socket;
      socket.connect(address);
      socket.setSoTimeout(PATIENCE_MILLIS);
      this.in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply get(String target) {
    return request("GET", target);
  }

  Reply request(String method, String target, String... headers) {
    head(method, target, headers);
    return method.equals("HEAD") ? readHead() : read();
  }

  Reply post(String target, String body, String... headers) {
    return post(target, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Reply post(String target, byte[] body, String... headers) {
    byte[] head = headBytes("POST", target, withLength(body.length, headers));
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    send(all);
    return read();
  }

  /** Sends a head alone. */
  void head(String method, String target, String... headers) {
    send(headBytes(method, target, headers));
  }

  private static String[] withLength(int length, String... headers) {
    String[] all = new String[headers.length + 1];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "Content-Length: " + length;
    return all;
  }

  private static byte[] headBytes(String method, String target, String... headers) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: test\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  void chunk(byte[] bytes) {
    send((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    send(bytes);
    send("\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  void lastChunk() {
    send("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** No more bytes will be sent; replies can still come. */
  void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Breaks the connection off with a reset. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply read() {
    Reply head = readHead();
    try {
      if (head.isChunked()) {
        return new Reply(head.status(), head.headers(), latin1(readChunks()));
      }
      int length = Integer.parseInt(head.header("content-length").orElse("0"));
      return new Reply(head.status(), head.headers(), latin1(readExactly(length)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply readHead() {
    try {
      String status = line();
      Map<String, String> headers = new HashMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      return new Reply(Integer.parseInt(status.split(" ", 3)[1]), headers, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Did the gateway close the connection, all it sent having been read? */
  boolean isClosed() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private byte[] readChunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int length = chunkLength(); length > 0; length = chunkLength()) {
      body.write(readExactly(length));
      line();
    }
    line();
    return body.toByteArray();
  }

  private int chunkLength() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  byte[] readExactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the connection ended " + (length - bytes.length) + " bytes early");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
