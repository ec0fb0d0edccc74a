package dev.ringo.testkit.bench;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.japi.function.Function;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What Akka HTTP can do at most: put and get are compared with it. */
@Command(
    name = "hello",
    description = {
      "Serves answers that look like a gateway's and store nothing, until it is stopped. 'bench put'"
          + " against it, and 'bench get' with the same --value-size, show what HTTP alone takes."
    })
final class HelloServer implements Runnable {

  @Option(
      names = "--port",
      defaultValue = "15999",
      paramLabel = "N",
      description = "Where to listen (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--value-size",
      defaultValue = "100",
      paramLabel = "B",
      description = "Bytes of the value that a get returns (${DEFAULT-VALUE}).")
  private int valueSize;

  @Override
  public void run() {
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "hello", ConfigFactory.load("ringo-hello"));
    Materializer materializer = SystemMaterializer.get(system).materializer();
    HttpResponse stored =
        answer("[\"ok\",\"hello\",\"0\",\"0\"]".getBytes(StandardCharsets.US_ASCII));
    HttpResponse value = answer(new byte[valueSize]);
    HttpResponse values = answer(framed());
    Function<HttpRequest, CompletionStage<HttpResponse>> answer =
        request -> {
          if (request.method().name().equals("POST")) {
            return drained(request, materializer, stored);
          }
          boolean single = request.getUri().query().get("single").isPresent();
          return CompletableFuture.completedFuture(single ? value : values);
        };
    Http.get(system).newServerAt("127.0.0.1", port).bind(answer).toCompletableFuture().join();
    System.out.println("ready http=http://127.0.0.1:" + port);
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private byte[] framed() {
    byte[] head = (valueSize + " ok ").getBytes(StandardCharsets.US_ASCII);
    byte[] framed = new byte[head.length + valueSize];
    System.arraycopy(head, 0, framed, 0, head.length);
    return framed;
  }

  private static HttpResponse answer(byte[] body) {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, body));
  }

  private static CompletionStage<HttpResponse> drained(
      HttpRequest request, Materializer materializer, HttpResponse answer) {
    return request.discardEntityBytes(materializer).completionStage().thenApply(done -> answer);
  }
}
