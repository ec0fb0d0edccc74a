package dev.ringo.testkit.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Puts over HTTP as a careful client does: again, through the next gateway, until it is told "ok".
 */
final class RetryingWriter {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final List<URI> gateways;

  RetryingWriter(List<URI> gateways) {
    this.gateways = gateways;
  }

  /**
   * Puts one entry, exactly once.
   *
   * @param path of the key, whose name is also the idempotency key
   * @param number chooses the first gateway
   * @return the body of the answer
   */
  String put(String path, String value, int number) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    String last = "";
    for (int i = number; System.nanoTime() < deadline; i++) {
      URI gateway = gateways.get(i % gateways.size());
      try {
        HttpResponse<String> response =
            http.send(request(gateway.resolve(path), value), BodyHandlers.ofString());
        if (response.statusCode() == 200 && response.body().startsWith("[\"ok\"")) {
          return response.body();
        }
        last = response.statusCode() + " " + response.body();
      } catch (IOException e) {
        last = e.toString();
      }
    }
    throw new AssertionError("not stored within " + LIMIT + ": " + path + ", last answer " + last);
  }

  private static HttpRequest request(URI uri, String value) {
    return HttpRequest.newBuilder(uri)
        .header("Idempotency-Key", uri.getPath().substring(uri.getPath().lastIndexOf("/") + 1))
        .timeout(Duration.ofSeconds(10))
        .POST(BodyPublishers.ofByteArray(value.getBytes(StandardCharsets.ISO_8859_1)))
        .build();
  }
}
