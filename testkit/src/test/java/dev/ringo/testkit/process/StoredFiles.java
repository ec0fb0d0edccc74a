package dev.ringo.testkit.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Files that are values, each with its path as the key. Nothing of them is kept in memory. For many
 * threads.
 */
final class StoredFiles {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration ATTEMPT = Duration.ofMinutes(3);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int BUFFER = 64 * 1024;
  private static final String DOMAIN = "/mon/data/files";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final List<URI> gateways;

  StoredFiles(List<URI> gateways) {
    this.gateways = gateways;
  }

  void create() throws InterruptedException {
    inTime(0, "creation", gateway -> post(gateway, DOMAIN + "?create", Optional.empty(), ""));
  }

  /**
   * Puts a file, exactly once.
   *
   * @param number chooses the first gateway
   * @return false if the gateway says that it is too large
   */
  boolean put(Path file, int number) throws InterruptedException {
    // The number keeps apart long paths that begin alike.
    String putOnce = number + "-" + Integer.toHexString(file.hashCode());
    return inTime(
            number,
            "put of " + file,
            gateway -> post(gateway, key(file), Optional.of(file), putOnce))
        == HttpURLConnection.HTTP_OK;
  }

  /** Is the value byte for byte the file's? */
  boolean isSame(Path file, int number) throws InterruptedException {
    return inTime(
        number,
        "get " + file,
        gateway -> {
          HttpResponse<InputStream> response =
              http.send(
                  HttpRequest.newBuilder(gateway.resolve(key(file) + "?single"))
                      .timeout(ATTEMPT)
                      .build(),
                  BodyHandlers.ofInputStream());
          try (InputStream value = response.body();
              InputStream expected = new BufferedInputStream(Files.newInputStream(file))) {
            if (response.statusCode() == HttpURLConnection.HTTP_NOT_FOUND) {
              return false;
            }
            if (response.statusCode() != HttpURLConnection.HTTP_OK) {
              throw new IOException("status " + response.statusCode());
            }
            return areSame(expected, value);
          }
        });
  }

  private static boolean areSame(InputStream some, InputStream others) throws IOException {
    byte[] one;
    do {
      one = some.readNBytes(BUFFER);
      if (!Arrays.equals(one, others.readNBytes(BUFFER))) {
        return false;
      }
    } while (one.length > 0);
    return true;
  }

  private static String key(Path file) {
    String name = URLEncoder.encode(file.toString(), StandardCharsets.UTF_8);
    return DOMAIN + "/" + name.replace("+", "%20");
  }

  /** The status. What is too large is refused before it is sent. */
  private static int post(URI gateway, String target, Optional<Path> body, String putOnce)
      throws IOException {
    HttpURLConnection post = (HttpURLConnection) gateway.resolve(target).toURL().openConnection();
    post.setConnectTimeout((int) CONNECT.toMillis());
    post.setReadTimeout((int) ATTEMPT.toMillis());
    post.setRequestMethod("POST");
    post.setDoOutput(true);
    post.setRequestProperty("Expect", "100-continue");
    post.setRequestProperty("Idempotency-Key", putOnce);
    post.setFixedLengthStreamingMode(body.isPresent() ? Files.size(body.get()) : 0);
    try {
      send(post, body);
      int status = post.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK
          && status != HttpURLConnection.HTTP_ENTITY_TOO_LARGE) {
        throw new IOException("status " + status);
      }
      return status;
    } finally {
      post.disconnect();
    }
  }

  private static void send(HttpURLConnection post, Optional<Path> body) throws IOException {
    try (OutputStream out = post.getOutputStream()) {
      if (body.isPresent()) {
        Files.copy(body.get(), out);
      }
    } catch (ProtocolException e) {
      // It is refused, which the status says.
    }
  }

  private interface Attempt<T> {
    T at(URI gateway) throws IOException, InterruptedException;
  }

  /** Tries through one gateway after the other. */
  private <T> T inTime(int number, String what, Attempt<T> attempt) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    IOException last = null;
    for (int i = number; System.nanoTime() < deadline; i++) {
      try {
        return attempt.at(gateways.get(i % gateways.size()));
      } catch (IOException e) {
        last = e;
      }
    }
    throw new AssertionError("no " + what + " within " + LIMIT, last);
  }
}
