package dev.ringo.http;

import akka.http.javadsl.settings.ServerSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.ringo.client.ValueLimits;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What {@code ringo.http} and {@code ringo.value} in {@code reference.conf} say, checked. Sizes are
 * in bytes.
 *
 * @param port 0 takes any free one
 * @param maxConnections served at once; {@link #REFUSED_AT_ONCE} more get a 503
 * @param slowestUpload bytes for which a body, or a put, gets a second more than its timeout
 * @param server what Akka HTTP needs to know
 */
public record GatewaySettings(
    String host,
    int port,
    ValueLimits values,
    int maxConnections,
    long maxUploadBytes,
    long maxReplyBytes,
    long drainLimit,
    Duration bodyTimeout,
    long slowestUpload,
    Timeouts timeouts,
    ServerSettings server) {

  /** Connections beyond the limit that are accepted only to be told so. */
  static final int REFUSED_AT_ONCE = 1024;

  private static final int CONNECTION_BYTES = 24 * 1024;
  private static final int DESCRIPTORS_FOR_THE_REST = 1024;

  /** How long a request takes if it does not say so, and at most. */
  public record Timeouts(
      Duration create, Duration put, Duration get, Duration monitoring, Duration longest) {}

  /**
   * Reads {@code ringo.http} and what it shares with others.
   *
   * @param config the whole of the system's configuration
   * @throws IllegalArgumentException if a value is wrong; the message says key, value and what is
   *     allowed
   */
  public static GatewaySettings of(Config config) {
    try {
      return read(config);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The same for another address. */
  public GatewaySettings at(String otherHost, int otherPort) {
    return new GatewaySettings(
        otherHost,
        otherPort,
        values,
        maxConnections,
        maxUploadBytes,
        maxReplyBytes,
        drainLimit,
        bodyTimeout,
        slowestUpload,
        timeouts,
        server);
  }

  /** How long a body of a length, or the way of a value to its copies, may take at most. */
  Duration slowest(long length) {
    return Duration.ofSeconds(length / slowestUpload);
  }

  private static GatewaySettings read(Config config) {
    Config http = config.getConfig("ringo.http");
    ValueLimits values = ValueLimits.from(config.getConfig("ringo"));
    // What one value needs to get in or out.
    long one = values.max() > values.inline() ? LargeBody.CHARGE : values.inline();
    int port = http.getInt("port");
    require(port >= 0 && port <= 65_535, "ringo.http.port", port, "0 to 65535");
    int connections = http.getInt("max-connections");
    require(connections >= 1, "ringo.http.max-connections", connections, "1 or more");
    long connectionMemory = HeapShare.bytes(config, "ringo.http.connection-memory");
    long uploads = Math.max(one, HeapShare.bytes(config, "ringo.http.max-upload-bytes"));
    long replies = Math.max(one, HeapShare.bytes(config, "ringo.http.max-reply-bytes"));
    long drain = http.getBytes("drain-limit");
    require(drain >= 0, "ringo.http.drain-limit", drain, "0 or more");
    Timeouts timeouts = timeouts(http);
    int inForce = connectionsInForce(connections, connectionMemory);
    ServerSettings server = server(config, inForce, Math.max(values.max(), drain));
    Duration idle = positive(http, "server.idle-timeout");
    Duration body = positive(http, "body-timeout");
    long slowest = http.getBytes("slowest-upload");
    require(slowest >= 1, "ringo.http.slowest-upload", slowest, "1 or more bytes");
    require(
        idle.compareTo(timeouts.longest()) > 0 && idle.compareTo(body) > 0,
        "ringo.http.server.idle-timeout",
        idle,
        "more than ringo.http.timeout.longest and ringo.http.body-timeout");
    return new GatewaySettings(
        http.getString("host"),
        port,
        values,
        inForce,
        uploads,
        replies,
        drain,
        body,
        slowest,
        timeouts,
        server);
  }

  private static Timeouts timeouts(Config http) {
    return new Timeouts(
        positive(http, "timeout.create"),
        positive(http, "timeout.put"),
        positive(http, "timeout.get"),
        positive(http, "timeout.monitoring"),
        positive(http, "timeout.longest"));
  }

  private static Duration positive(Config http, String key) {
    Duration value = http.getDuration(key);
    require(value.toMillis() > 0, "ringo.http." + key, value, "at least 1 ms");
    return value;
  }

  private static ServerSettings server(Config config, int maxConnections, long maxContentLength) {
    Config overrides = config.getConfig("ringo.http.server").atPath("akka.http.server");
    ServerSettings settings = ServerSettings.create(overrides.withFallback(config));
    return settings
        .withMaxConnections(maxConnections + REFUSED_AT_ONCE)
        .withParserSettings(settings.getParserSettings().withMaxContentLength(maxContentLength));
  }

  /** The limit that memory and file descriptors allow. */
  private static int connectionsInForce(int wanted, long memory) {
    long limit = Math.min(wanted, memory / CONNECTION_BYTES);
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
      long spare = unix.getMaxFileDescriptorCount() - REFUSED_AT_ONCE - DESCRIPTORS_FOR_THE_REST;
      limit = Math.min(limit, spare);
    }
    return (int) Math.max(limit, 1);
  }

  private static void require(boolean right, String key, Object value, String allowed) {
    if (!right) {
      throw new IllegalArgumentException(key + " = " + value + ": allowed is " + allowed);
    }
  }
}
