package dev.ringo.node.start;

import akka.Done;
import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import akka.cluster.UniqueAddress;
import akka.management.HealthCheckSettings;
import akka.management.javadsl.AkkaManagement;
import akka.management.javadsl.HealthChecks;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import dev.ringo.client.RingoClient;
import dev.ringo.client.RingoStore;
import dev.ringo.cluster.ClusterView;
import dev.ringo.http.Gateway;
import dev.ringo.http.GatewaySettings;
import dev.ringo.node.CommandFailure;
import dev.ringo.node.ExitCode;
import dev.ringo.node.settings.NodeConfig;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A node's process from its start to its end.
 *
 * <pre>
 * ports free? -> actor system -> management -> join -> shards -> gateway -> ready ... stopped (0), failed (1), downed (4)
 * </pre>
 */
final class NodeRun {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ONLY_ONE_LIMIT = Duration.ofSeconds(15);
  private static final Duration REJOIN_PACE = Duration.ofSeconds(2);

  private final NodeOptions options;
  private final ActorSystem<Void> system;
  private final Waiting waiting;

  private NodeRun(NodeOptions options, ActorSystem<Void> system) {
    this.options = options;
    this.system = system;
    this.waiting = new Waiting(system, options);
  }

  /** Returns, or fails, when the node has come to its end. */
  static int run(NodeOptions options, boolean untilStdinEnds, PrintStream out) {
    Config config = config(options);
    Logging.configure(config);
    checkGateway(config, options);
    Ports.requireFree(options.host(), ports(options));
    OrderlyStop stop = OrderlyStop.install(config.getDuration("ringo.node.stop-timeout"));
    if (untilStdinEnds) {
      stop.stopAtEndOf(System.in);
    }
    try {
      NodeRun run = new NodeRun(options, createSystem(options, config));
      run.serve(stop, out);
      run.waiting.forTheEnd();
      return ExitCode.OK;
    } catch (Waiting.Stopped e) {
      return ExitCode.OK;
    } catch (CommandFailure e) {
      stop.endsWith(e.exitCode());
      throw e;
    } catch (Throwable e) {
      stop.endsWith(ExitCode.FAILED);
      throw e;
    }
  }

  private static Config config(NodeOptions options) {
    Config config = NodeConfig.of(options, options.roles());
    // Before it begins a cluster, one that comes back waits so long for others that are in one.
    return otherLastMembers(options).isEmpty()
        ? config
        : config.withValue("akka.cluster.seed-node-timeout", ConfigValueFactory.fromAnyRef("10 s"));
  }

  private static List<Endpoint> otherLastMembers(NodeOptions options) {
    return options
        .directory()
        .map(directory -> LastMembers.in(directory.path()).read())
        .orElse(List.of())
        .stream()
        .filter(member -> !SeedNodes.isSame(member, options.cluster()))
        .toList();
  }

  private static Map<String, Integer> ports(NodeOptions options) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("--port", options.port());
    ports.put("--http-port", options.httpPort());
    ports.put("--management-port", options.managementPort());
    return ports;
  }

  private static void checkGateway(Config config, NodeOptions options) {
    try {
      GatewaySettings.of(config);
    } catch (RuntimeException e) {
      throw StartFailures.explain(e, "--http-port", options.cluster());
    }
  }

  private static ActorSystem<Void> createSystem(NodeOptions options, Config config) {
    try {
      return ActorSystem.create(Behaviors.empty(), "ringo", config);
    } catch (Exception e) { // Scala throws checked ones without saying so.
      throw StartFailures.explain(e, "--port", options.cluster());
    }
  }

  private void serve(OrderlyStop stop, PrintStream out) {
    Config settings = system.settings().config();
    waiting.within(settings.getDuration("ringo.node.start-timeout"));
    startStore();
    String management = bindManagement();
    Cluster cluster = Cluster.get(Adapter.toClassic(system));
    // Before it joins, there is nothing that it would have to leave in good order.
    stop.covers(system);
    join(cluster);
    waiting.until("waiting for its shards", untilHealthy());
    InetSocketAddress gateway = bindGateway();
    Serving.of(system).gatewayIsBound();
    Endpoint address = SeedNodes.endpointOf(cluster.selfMember().address());
    String http = "http://" + new Endpoint(options.host(), gateway.getPort());
    out.println(
        "ready node="
            + options.id()
            + " cluster="
            + address
            + " http="
            + http
            + " management="
            + management);
    out.flush();
  }

  private void startStore() {
    try {
      RingoStore.start(system);
    } catch (Exception e) { // Scala throws checked ones without saying so.
      throw StartFailures.explain(e, "--port", options.cluster());
    }
  }

  private void join(Cluster cluster) {
    CompletableFuture<Done> up = new CompletableFuture<>();
    cluster.registerOnMemberUp(() -> up.complete(Done.done()));
    List<Endpoint> last = otherLastMembers(options);
    if (last.isEmpty()) {
      cluster.joinSeedNodes(SeedNodes.of(cluster.selfMember().address(), options.join()));
      waiting.until("joining", up);
    } else {
      rejoin(cluster, last, up);
    }
    requireToBeTheOnly(cluster);
    Duration forgetAfter = system.settings().config().getDuration("ringo.node.forget-member-after");
    options
        .directory()
        .ifPresent(directory -> LastMembers.in(directory.path()).keep(system, forgetAfter));
  }

  /** A former process of this node may have to be found dead first. */
  private void requireToBeTheOnly(Cluster cluster) {
    CompletableFuture<Void> never = new CompletableFuture<>();
    long since = System.nanoTime();
    while (!cluster.selfUniqueAddress().equals(addressOfThis())) {
      if (System.nanoTime() - since > ONLY_ONE_LIMIT.toNanos()) {
        throw CommandFailure.failed(
            "the member at "
                + addressOfThis()
                + " is node "
                + options.id()
                + " too: is one of their directories a copy of the other?");
      }
      waiting.upTo(POLL, never);
    }
  }

  private UniqueAddress addressOfThis() {
    return ClusterView.get(system).membership().addresses().get(options.id());
  }

  private void rejoin(Cluster cluster, List<Endpoint> last, CompletableFuture<Done> up) {
    Endpoint self = options.cluster();
    List<Endpoint> members = Rejoin.members(last, options.join(), self);
    Rejoin rejoin = new Rejoin(cluster, self, members);
    Duration limit = system.settings().config().getDuration("ringo.node.rejoin-timeout");
    long since = System.nanoTime();
    while (!up.isDone() && System.nanoTime() - since < limit.toNanos()) {
      rejoin.attempt();
      waiting.upTo(REJOIN_PACE, up);
    }
    if (!up.isDone()) {
      throw CommandFailure.failed(
          "not in a cluster again within "
              + limit.toSeconds()
              + " s (ringo.node.rejoin-timeout): most of the last members, "
              + members
              + ", have to run. If they are gone for good, "
              + LastMembers.in(options.directory().orElseThrow().path()).file()
              + " can be deleted: then the node joins those of --join, or begins a new cluster");
    }
    waiting.within(system.settings().config().getDuration("ringo.node.start-timeout"));
  }

  private String bindManagement() {
    Endpoint at = new Endpoint(options.host(), options.managementPort());
    return waiting
        .untilBound("--management-port", at, AkkaManagement.get(Adapter.toClassic(system)).start())
        .toString();
  }

  private InetSocketAddress bindGateway() {
    Endpoint at = new Endpoint(options.host(), options.httpPort());
    return waiting.untilBound(
        "--http-port", at, Gateway.bind(system, RingoClient.get(system), at.host(), at.port()));
  }

  /** What the management's /ready asks, less the gateway, which is bound only then. */
  private CompletionStage<Done> untilHealthy() {
    HealthCheckSettings all =
        HealthCheckSettings.create(
            system.settings().config().getConfig("akka.management.health-checks"));
    HealthCheckSettings others =
        HealthCheckSettings.create(
            all.getReadinessChecks().stream().filter(c -> !c.name().equals("gateway")).toList(),
            List.of(),
            all.readinessPath(),
            all.livenessPath(),
            all.getCheckTimeout());
    ExtendedActorSystem classic = (ExtendedActorSystem) Adapter.toClassic(system);
    return untilHealthy(new HealthChecks(classic, others));
  }

  private CompletionStage<Done> untilHealthy(HealthChecks checks) {
    Executor later =
        CompletableFuture.delayedExecutor(
            POLL.toMillis(), TimeUnit.MILLISECONDS, system.executionContext());
    return checks
        .ready()
        .exceptionally(notYet -> false)
        .thenCompose(
            healthy ->
                healthy
                    ? CompletableFuture.completedFuture(Done.done())
                    : CompletableFuture.runAsync(() -> {}, later)
                        .thenCompose(passed -> untilHealthy(checks)));
  }
}
