package dev.ringo.node.request;

import picocli.CommandLine.Option;

/** Which gateway a command talks to. */
final class GatewayOption {

  @Option(
      names = "--url",
      paramLabel = "http://HOST:PORT",
      defaultValue = "http://127.0.0.1:15000",
      description = "The gateway (${DEFAULT-VALUE}).")
  private String url;

  GatewayConnection connection() {
    return GatewayConnection.at(url);
  }
}
