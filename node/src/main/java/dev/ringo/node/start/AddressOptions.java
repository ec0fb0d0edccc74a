package dev.ringo.node.start;

import java.util.List;
import picocli.CommandLine.Option;

/** The options that {@code start} and {@code start-nodes} share. */
public final class AddressOptions {

  @Option(
      names = "--host",
      paramLabel = "ADDR",
      defaultValue = "127.0.0.1",
      description = "The address to listen at (${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "25520",
      converter = Endpoint.PortConverter.class,
      description = "The port for other nodes (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      defaultValue = "15000",
      converter = Endpoint.PortConverter.class,
      description = "The port of the gateway (${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--management-port",
      paramLabel = "N",
      defaultValue = "8558",
      converter = Endpoint.PortConverter.class,
      description = "The port of the management (${DEFAULT-VALUE}).")
  private int managementPort;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes a setting; can be given several times.")
  private List<String> settings = List.of();

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  public int httpPort() {
    return httpPort;
  }

  public int managementPort() {
    return managementPort;
  }

  public List<String> settings() {
    return List.copyOf(settings);
  }
}
