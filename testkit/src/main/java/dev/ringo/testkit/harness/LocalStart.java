package dev.ringo.testkit.harness;

import akka.actor.Address;
import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import akka.http.javadsl.model.Uri;
import akka.management.HealthCheckSettings;
import akka.management.javadsl.AkkaManagement;
import akka.management.javadsl.HealthChecks;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.ringo.client.RingoClient;
import dev.ringo.client.RingoStore;
import dev.ringo.http.Gateway;
import dev.ringo.node.settings.NodeConfig;
import dev.ringo.node.start.NodeOptions;
import dev.ringo.replica.NodeDirectory;
import dev.ringo.ring.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The steps of a node's start in the test's JVM: those of the program, without its process. */
final class LocalStart {

  private static final String HOST = "127.0.0.1";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Where it differs from the program's settings. */
  private static final Map<String, Object> FOR_TESTS =
      Map.of(
          "akka.remote.artery.advanced.test-mode", "on",
          // A node that is killed says nothing.
          "akka.coordinated-shutdown.run-by-actor-system-terminate", "off",
          // The program binds its gateway after it is healthy, and so does this.
          "akka.management.health-checks.readiness-checks.gateway", "");

  private final NodeId id;
  private final ActorSystem<Void> system;

  LocalStart(NodeId id, Optional<Path> directory, int port, List<String> settings) {
    this.id = id;
    NodeOptions options =
        new NodeOptions(id, directory.map(LocalStart::open), HOST, port, 0, 0, List.of(), settings);
    Config config =
        ConfigFactory.parseMap(FOR_TESTS)
            .withFallback(NodeConfig.of(options, options.roles()))
            .resolve();
    system = ActorSystem.create(Behaviors.empty(), "ringo", config);
  }

  private static NodeDirectory open(Path directory) {
    try {
      return NodeDirectory.open(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  ActorSystem<Void> system() {
    return system;
  }

  /** Joins at some addresses, or starts a cluster if there are none. */
  LocalNode join(List<Address> addresses) {
    RingoStore.start(system);
    Uri management = get(AkkaManagement.get(Adapter.toClassic(system)).start());
    Cluster cluster = Cluster.get(Adapter.toClassic(system));
    cluster.joinSeedNodes(
        addresses.isEmpty() ? List.of(cluster.selfMember().address()) : addresses);
    awaitHealthy();
    InetSocketAddress gateway = get(Gateway.bind(system, RingoClient.get(system), HOST, 0));
    return new LocalNode(
        id,
        system,
        URI.create("http://" + HOST + ":" + gateway.getPort()),
        URI.create(management.toString()));
  }

  private void awaitHealthy() {
    HealthChecks checks =
        new HealthChecks(
            (ExtendedActorSystem) Adapter.toClassic(system),
            HealthCheckSettings.create(
                system.settings().config().getConfig("akka.management.health-checks")));
    try {
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> get(checks.ready().exceptionally(notYet -> false)));
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException("node " + id + " does not serve within " + LIMIT, e);
    }
  }

  private static <T> T get(CompletionStage<T> step) {
    try {
      return step.toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a node does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
