package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import dev.ringo.node.start.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** How a cluster is loaded: the options of {@code put} and {@code get}. */
final class LoadOptions {

  /** Which way the requests take. */
  enum Client {
    HTTP,
    ACTOR
  }

  @Option(
      names = "--url",
      split = ",",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:15000",
      description = "Gateways; the connections are spread over them (${DEFAULT-VALUE}).")
  private List<URI> urls;

  @Option(
      names = "--client",
      defaultValue = "HTTP",
      description = {
        "http, or actor: the Java client in a member that holds no copies (${DEFAULT-VALUE})."
      })
  Client client;

  @Option(
      names = "--join",
      split = ",",
      paramLabel = "HOST:PORT",
      converter = Endpoint.Converter.class,
      description = "Cluster addresses of nodes, for --client actor.")
  List<Endpoint> join = List.of();

  @Option(
      names = "--connections",
      defaultValue = "32",
      paramLabel = "N",
      description = "Requests under way at any time (${DEFAULT-VALUE}).")
  int connections;

  @Option(
      names = "--value-size",
      defaultValue = "100",
      paramLabel = "B",
      description = "Bytes of a value (${DEFAULT-VALUE}).")
  int valueSize;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      paramLabel = "S",
      description = "How long to measure (${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "5",
      paramLabel = "S",
      description = "How long to run before that (${DEFAULT-VALUE}).")
  int warmUp;

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      description = "The domain, created if it is missing; by default bench-put or bench-get-<B>.")
  private String domain;

  @Option(
      names = "--nrepl",
      paramLabel = "N",
      description = "Copies besides the first, if the domain is created.")
  private Integer replicas;

  List<Gateway> gateways() {
    return urls.stream().map(Gateway::at).toList();
  }

  String domainOr(String other) {
    return domain == null ? other : domain;
  }

  OptionalInt replicas() {
    return replicas == null ? OptionalInt.empty() : OptionalInt.of(replicas);
  }

  Duration measured() {
    return Duration.ofSeconds(seconds);
  }

  void check() {
    require(connections >= 1 && connections <= 10_000, "--connections takes 1 to 10000");
    require(valueSize >= 0, "--value-size takes 0 or more");
    require(seconds >= 1, "--seconds takes 1 or more");
    require(warmUp >= 0, "--warm-up takes 0 or more");
    require(client == Client.HTTP || !join.isEmpty(), "--client actor needs --join HOST:PORT");
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw CommandFailure.usage(otherwise);
    }
  }

  @Override
  public String toString() {
    return connections
        + (client == Client.HTTP ? " connections" : " requests under way")
        + ", values of "
        + valueSize
        + " bytes, "
        + seconds
        + " s after "
        + warmUp
        + " s of warm-up";
  }
}
