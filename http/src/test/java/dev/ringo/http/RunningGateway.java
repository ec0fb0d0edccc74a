package dev.ringo.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A gateway on a free port, in front of a fake. */
final class RunningGateway implements AutoCloseable {

  final FakeRingo ringo = new FakeRingo();
  final Budgets budgets;
  private final ActorTestKit testKit;
  private final Gateway gateway;

  private RunningGateway(String overrides) {
    Config config =
        ConfigFactory.parseString(overrides)
            .withFallback(
                ConfigFactory.parseString("ringo.http.port = 0\nakka.actor.provider = local"))
            .withFallback(ConfigFactory.load());
    this.testKit = ActorTestKit.create("gateway", config.resolve());
    GatewaySettings settings = GatewaySettings.of(testKit.system().settings().config());
    ringo.limits = settings.values();
    this.budgets = Budgets.of(settings);
    this.gateway =
        Gateway.bind(testKit.system(), ringo, settings, budgets).toCompletableFuture().join();
  }

  static RunningGateway start() {
    return new RunningGateway("");
  }

  /** With other settings than the default ones, in HOCON. */
  static RunningGateway with(String overrides) {
    return new RunningGateway(overrides);
  }

  InetSocketAddress address() {
    return gateway.address();
  }

  Wire connect() {
    return new Wire(address());
  }

  /** One exchange on a connection of its own. */
  Reply on(Function<Wire, Reply> exchange) {
    try (Wire wire = connect()) {
      return exchange.apply(wire);
    }
  }

  Reply get(String target) {
    return on(wire -> wire.get(target));
  }

  Reply post(String target, String body, String... headers) {
    return on(wire -> wire.post(target, body, headers));
  }

  /** Waits until something holds, as long as is reasonable. */
  void eventually(Runnable assertion) {
    testKit
        .createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(10),
            () -> {
              assertion.run();
              return null;
            });
  }

  /** Everything that was charged for is given back, sooner or later. */
  void allRoomComesBack() {
    eventually(
        () -> {
          assertThat(budgets.uploads().taken()).isZero();
          assertThat(budgets.replies().taken()).isZero();
        });
  }

  CompletionStage<Done> end(Duration deadline) {
    return gateway.end(deadline);
  }

  @Override
  public void close() {
    testKit.shutdownTestKit();
  }
}
