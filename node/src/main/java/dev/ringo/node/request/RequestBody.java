package dev.ringo.node.request;

import dev.ringo.node.CommandFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a request carries, its length known before it is sent. */
record RequestBody(InputStream bytes, long length) {

  static RequestBody none() {
    return of(new byte[0]);
  }

  static RequestBody of(byte[] bytes) {
    return new RequestBody(new ByteArrayInputStream(bytes), bytes.length);
  }

  static RequestBody ofFile(Path file) {
    try {
      return new RequestBody(Files.newInputStream(file), Files.size(file));
    } catch (NoSuchFileException e) {
      throw CommandFailure.failed("--file " + file + ": there is no such file");
    } catch (IOException e) {
      throw CommandFailure.failed("--file " + file + ": cannot be read: " + e.getMessage());
    }
  }

  static RequestBody ofAll(InputStream stream) {
    try {
      return of(stream.readAllBytes());
    } catch (IOException e) {
      throw CommandFailure.failed("standard input cannot be read: " + e.getMessage());
    }
  }

  void send(HttpURLConnection request, GatewayConnection connection) {
    // This also keeps the JDK from sending a request again by itself.
    request.setFixedLengthStreamingMode(length);
    try (InputStream from = bytes) {
      OutputStream to = connect(request, connection);
      try {
        from.transferTo(to);
        to.close();
      } catch (IOException e) {
        // A gateway that refuses a large value may do so before it has all of it: its answer says
        // why.
        connection.text(request);
        throw connection.explain(e);
      }
    } catch (IOException e) {
      throw connection.explain(e);
    }
  }

  private static OutputStream connect(HttpURLConnection request, GatewayConnection connection) {
    try {
      return request.getOutputStream();
    } catch (IOException e) {
      throw connection.explain(e);
    }
  }
}
