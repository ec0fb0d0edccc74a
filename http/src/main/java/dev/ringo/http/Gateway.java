package dev.ringo.http;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Flow;
import dev.ringo.client.RingoClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ringo over HTTP: the paths and replies of the Erlang gateway, on a client of the cluster. Each
 * request gets an answer or its connection is closed; what is under way at once is bounded, and
 * beyond the bounds callers get a 503.
 */
public final class Gateway {

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

  private static final CompletionStage<Done> DONE =
      CompletableFuture.completedFuture(Done.getInstance());

  private final ServerBinding binding;
  private final Connections connections;

  private Gateway(ServerBinding binding, Connections connections) {
    this.binding = binding;
    this.connections = connections;
  }

  /**
   * Listens on a host and port, with the system's settings for all the rest.
   *
   * @param port 0 takes any free one
   * @return where it listens; fails with an {@link akka.stream.BindFailedException} if the port is
   *     taken
   * @throws IllegalArgumentException if a setting is wrong
   */
  public static CompletionStage<InetSocketAddress> bind(
      ActorSystem<?> system, RingoClient client, String host, int port) {
    GatewaySettings settings = GatewaySettings.of(system.settings().config()).at(host, port);
    return bind(system, client, settings).thenApply(Gateway::address);
  }

  /**
   * Listens as the settings say. The coordinated shutdown of the system ends it in its phase {@code
   * service-requests-done}.
   *
   * @return fails with an {@link akka.stream.BindFailedException} if the port is taken
   */
  public static CompletionStage<Gateway> bind(
      ActorSystem<?> system, RingoClient client, GatewaySettings settings) {
    return bind(system, client, settings, Budgets.of(settings));
  }

  static CompletionStage<Gateway> bind(
      ActorSystem<?> system, RingoClient client, GatewaySettings settings, Budgets budgets) {
    Connections connections = new Connections();
    RequestHandler handler = handler(system, client, settings, budgets);
    ConnectionStage stage =
        new ConnectionStage(settings.maxConnections(), connections, handler::handle);
    return Http.get(system)
        .newServerAt(settings.host(), settings.port())
        .withSettings(settings.server())
        .bindFlow(Flow.fromGraph(stage))
        .thenApply(
            binding -> {
              Gateway gateway = new Gateway(binding, connections);
              gateway.endWith(system, settings.timeouts().longest());
              LOG.info(
                  "The gateway listens on {} and serves up to {} connections",
                  gateway.address(),
                  settings.maxConnections());
              return gateway;
            });
  }

  private static RequestHandler handler(
      ActorSystem<?> system, RingoClient client, GatewaySettings settings, Budgets budgets) {
    Materializer materializer = SystemMaterializer.get(system).materializer();
    Uploads uploads =
        new Uploads(settings, client.limits(), client::receive, budgets.uploads(), materializer);
    return new RequestHandler(
        new Operations(settings.timeouts()),
        uploads,
        new Data(client, uploads, budgets.replies(), settings),
        new Monitoring(client));
  }

  private void endWith(ActorSystem<?> system, Duration deadline) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceRequestsDone(),
            "end-gateway-" + address().getPort(),
            () -> end(deadline));
  }

  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /**
   * Takes no new connections, closes those without a request, and waits for the replies under way.
   *
   * @param deadline what is under way then is cut off
   */
  public CompletionStage<Done> end(Duration deadline) {
    return binding
        .unbind()
        .thenCompose(unbound -> connections.end(deadline))
        .thenCompose(allEnded -> allEnded ? DONE : cutOff());
  }

  private CompletionStage<Done> cutOff() {
    return binding.terminate(LAST_MOMENT).thenApply(terminated -> Done.getInstance());
  }
}
