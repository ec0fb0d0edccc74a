package dev.ringo.testkit.harness;

import dev.ringo.testkit.history.DomainHistory;
import dev.ringo.testkit.history.DomainHistory.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Puts and gets in one domain over HTTP as a careful client does: again, through another gateway,
 * until there is a clear answer or the time is over. What was asked and told is recorded. For one
 * thread; many can share a history.
 */
public final class GatewayClient {

  private static final Duration CONNECT = Duration.ofSeconds(1);

  /** The gateway is to give up before the client does, so that it can say what became of a put. */
  private static final Duration ATTEMPT_AT_GATEWAY = Duration.ofSeconds(3);

  private static final Duration ATTEMPT = Duration.ofSeconds(4);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  private final Supplier<List<URI>> gateways;
  private final String domain;
  private final DomainHistory history;
  private final Duration limit;
  private int next = ThreadLocalRandom.current().nextInt(1_000);

  /**
   * Knows some gateways.
   *
   * @param gateways those of the nodes that are there now, as far as one knows
   * @param limit of an operation with all its attempts
   */
  public GatewayClient(
      Supplier<List<URI>> gateways, String domain, DomainHistory history, Duration limit) {
    this.gateways = gateways;
    this.domain = domain;
    this.history = history;
    this.limit = limit;
  }

  /** A client of some nodes, whichever of them are alive. */
  public static GatewayClient of(
      ClusterHarness cluster, String domain, DomainHistory history, Duration limit) {
    return new GatewayClient(
        () -> cluster.nodes().stream().map(ClusterNode::gateway).toList(), domain, history, limit);
  }

  /**
   * Creates the domain, or finds that it is there.
   *
   * @return the gateway's answer
   * @throws IllegalStateException if no gateway did so within the limit
   */
  public String create() {
    long deadline = deadline();
    String last = "no gateway";
    while (System.nanoTime() < deadline) {
      try {
        HttpResponse<byte[]> response = send("?create&", BodyPublishers.noBody(), Optional.empty());
        last = text(response);
        if (response.statusCode() == 200) {
          return last;
        }
      } catch (IOException e) {
        last = e.toString();
      }
      moveOn();
    }
    throw new IllegalStateException("no domain within " + limit + ", last: " + last);
  }

  /** Puts a value, which no other put of the history has, once. */
  public Outcome put(String key, String value) {
    DomainHistory.PendingPut put = history.put(inHistory(key), value);
    Outcome outcome = putWithin(deadline(), key, value);
    switch (outcome) {
      case STORED -> put.stored();
      case NOT_STORED -> put.notStored();
      case UNKNOWN -> put.unknown();
    }
    return outcome;
  }

  private Outcome putWithin(long deadline, String key, String value) {
    BodyPublisher body = BodyPublishers.ofByteArray(value.getBytes(StandardCharsets.ISO_8859_1));
    Optional<String> idempotencyKey = Optional.of(UUID.randomUUID().toString());
    boolean clear = true;
    while (System.nanoTime() < deadline) {
      try {
        HttpResponse<byte[]> response = send("/" + encoded(key) + "?", body, idempotencyKey);
        if (response.statusCode() == 200 && text(response).startsWith("[\"ok\"")) {
          return Outcome.STORED;
        }
        clear &= isRefused(response);
      } catch (ConnectException e) {
        // It was not sent.
      } catch (IOException e) {
        clear = false;
      }
      moveOn();
    }
    return clear ? Outcome.NOT_STORED : Outcome.UNKNOWN;
  }

  private static boolean isRefused(HttpResponse<byte[]> response) {
    String result = response.headers().firstValue("Ringo-Result").orElse("unknown");
    return result.equals("not-stored") || result.equals("no-such-domain");
  }

  /** All values of a key; empty if they could not be had, which the history leaves out. */
  public Optional<List<String>> get(String key) {
    long deadline = deadline();
    while (System.nanoTime() < deadline) {
      DomainHistory.PendingGet get = history.get(inHistory(key));
      Optional<List<String>> values = tryToGet(key);
      if (values.isPresent()) {
        get.returned(values.get());
        return values;
      }
      moveOn();
    }
    return Optional.empty();
  }

  private Optional<List<String>> tryToGet(String key) {
    try {
      HttpResponse<byte[]> response = send("/" + encoded(key) + "?", null, Optional.empty());
      return response.statusCode() == 200 ? ValueList.parse(text(response)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** How a key of this domain is called in the history. */
  private String inHistory(String key) {
    return domain + "/" + key;
  }

  private long deadline() {
    return System.nanoTime() + limit.toNanos();
  }

  private void moveOn() {
    next++;
    LockSupport.parkNanos(PAUSE);
  }

  private HttpResponse<byte[]> send(
      String path, BodyPublisher post, Optional<String> idempotencyKey) throws IOException {
    List<URI> known = gateways.get();
    if (known.isEmpty()) {
      throw new ConnectException("there is no gateway");
    }
    URI gateway = known.get(next % known.size());
    String target =
        "/mon/data/" + encoded(domain) + path + "timeout=" + ATTEMPT_AT_GATEWAY.toMillis();
    HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(target)).timeout(ATTEMPT);
    idempotencyKey.ifPresent(name -> request.header("Idempotency-Key", name));
    if (post != null) {
      request.POST(post);
    }
    try {
      return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.ISO_8859_1).replace("+", "%20");
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.ISO_8859_1);
  }
}
