package dev.ringo.node.request;

import dev.ringo.node.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Requests to a gateway. On {@link HttpURLConnection}, which starts in a fraction of the time that
 * java.net.http takes.
 */
final class GatewayConnection {

  /** Above the minute that a gateway allows a request at most. */
  private static final Duration TIMEOUT = Duration.ofSeconds(70);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_ERROR_BYTES = 4096;

  private final URI base;

  private GatewayConnection(URI base) {
    this.base = base;
  }

  /**
   * The gateway at a URL such as {@code http://127.0.0.1:15000}; anything else is a usage failure.
   */
  static GatewayConnection at(String url) {
    String wrong = "--url " + url + ": it takes http://HOST:PORT";
    try {
      URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
      if (!"http".equals(uri.getScheme()) || uri.getHost() == null || !uri.getRawPath().isEmpty()) {
        throw CommandFailure.usage(wrong);
      }
      return new GatewayConnection(uri);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(wrong);
    }
  }

  HttpURLConnection get(String path) {
    return open("GET", path);
  }

  HttpURLConnection post(String path) {
    HttpURLConnection connection = open("POST", path);
    connection.setDoOutput(true);
    return connection;
  }

  private HttpURLConnection open(String method, String path) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(base + path).toURL().openConnection();
      connection.setRequestMethod(method);
      connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
      connection.setReadTimeout((int) TIMEOUT.toMillis());
      return connection;
    } catch (MalformedURLException e) {
      throw CommandFailure.usage("--url " + base + ": " + e.getMessage());
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** The body of an answer with status 200; any other is a failure with the gateway's own words. */
  InputStream body(HttpURLConnection connection) {
    return body(connection, HttpURLConnection.HTTP_OK);
  }

  private InputStream body(HttpURLConnection connection, int expected) {
    try {
      if (connection.getResponseCode() == expected) {
        return connection.getInputStream();
      }
      throw refused(connection);
    } catch (IOException e) {
      throw explain(e);
    }
  }

  String text(HttpURLConnection connection) {
    return text(connection, HttpURLConnection.HTTP_OK);
  }

  /** The body of an answer; empty if what was asked for is not there. */
  Optional<String> found(HttpURLConnection connection) {
    try {
      return connection.getResponseCode() == HttpURLConnection.HTTP_NOT_FOUND
          ? Optional.empty()
          : Optional.of(text(connection));
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** The body of an answer with this status. */
  String text(HttpURLConnection connection, int expected) {
    try (InputStream body = body(connection, expected)) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw explain(e);
    }
  }

  private static CommandFailure refused(HttpURLConnection connection) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (InputStream body = connection.getErrorStream()) {
      text.write(body == null ? new byte[0] : body.readNBytes(MOST_ERROR_BYTES));
    }
    String words = Reply.message(text.toString(StandardCharsets.UTF_8).strip());
    return CommandFailure.failed(
        words.isEmpty()
            ? "the gateway answered with status " + connection.getResponseCode()
            : words);
  }

  /** Says what a failure of the connection means to somebody at a terminal. */
  CommandFailure explain(IOException failure) {
    if (failure instanceof ConnectException) {
      return CommandFailure.failed(
          "no gateway answers at "
              + base
              + " ("
              + failure.getMessage()
              + "); 'ringo start-nodes --in-memory 3' starts three nodes, --url names another gateway");
    }
    if (failure instanceof UnknownHostException) {
      return CommandFailure.failed("--url " + base + ": there is no such host");
    }
    if (failure instanceof SocketTimeoutException) {
      return CommandFailure.failed(base + " did not answer within " + TIMEOUT.toSeconds() + " s");
    }
    return CommandFailure.failed("the connection to " + base + " broke: " + failure.getMessage());
  }
}
