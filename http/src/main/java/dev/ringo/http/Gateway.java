package dev.ringo.http;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Flow;
import dev.ringo.client.RingoClient;
import java.net.InetSocketAddress;
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

  private Gateway() {}

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
    return bind(system, client, settings).thenApply(ServerBinding::localAddress);
  }

  /**
   * Listens as the settings say. The coordinated shutdown of the system takes no new connections
   * first, and then waits for the requests under way.
   *
   * @return fails with an {@link akka.stream.BindFailedException} if the port is taken
   */
  public static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system, RingoClient client, GatewaySettings settings) {
    return bind(system, client, settings, Budgets.of(settings));
  }

  static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system, RingoClient client, GatewaySettings settings, Budgets budgets) {
    Flow<HttpRequest, HttpResponse, NotUsed> connection =
        Flow.fromGraph(
            new ConnectionStage(
                settings.maxConnections(), handler(system, client, settings, budgets)::handle));
    return Http.get(system)
        .newServerAt(settings.host(), settings.port())
        .withSettings(settings.server())
        .bindFlow(connection)
        .thenApply(binding -> bound(binding, system, settings));
  }

  private static ServerBinding bound(
      ServerBinding binding, ActorSystem<?> system, GatewaySettings settings) {
    LOG.info(
        "The gateway listens on {} and serves up to {} connections",
        binding.localAddress(),
        settings.maxConnections());
    return binding.addToCoordinatedShutdown(settings.timeouts().longest(), system);
  }

  private static RequestHandler handler(
      ActorSystem<?> system, RingoClient client, GatewaySettings settings, Budgets budgets) {
    Materializer materializer = SystemMaterializer.get(system).materializer();
    Uploads uploads = new Uploads(settings, budgets.uploads(), materializer);
    return new RequestHandler(
        new Operations(settings.timeouts()),
        uploads,
        new Data(client, uploads, budgets.replies(), settings.maxValueBytes()),
        new Monitoring(client));
  }
}
