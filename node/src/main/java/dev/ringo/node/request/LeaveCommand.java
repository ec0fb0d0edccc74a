package dev.ringo.node.request;

import dev.ringo.node.CommandFailure;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "leave",
    description = {
      "Has the node at --url hand its copies over, leave the cluster and end, and waits for it.",
      "SIGTERM does the same."
    })
public final class LeaveCommand implements Runnable {

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @Mixin private GatewayOption gateway;

  @Override
  public void run() {
    GatewayConnection connection = gateway.connection();
    HttpURLConnection request = connection.post("/mon/ring/leave");
    request.setRequestProperty("Ringo-Command", "leave");
    RequestBody.none().send(request, connection);
    report(connection.text(request, HttpURLConnection.HTTP_ACCEPTED));
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      pause();
      try {
        report(connection.text(connection.get("/mon/ring/leave")));
      } catch (CommandFailure gone) {
        System.out.println("left: the gateway is closed");
        return;
      }
    }
    throw CommandFailure.failed("the node has not left within " + LIMIT.toMinutes() + " minutes");
  }

  private static void report(String answer) {
    Map<?, ?> status = Reply.map(Reply.parse(answer));
    System.out.println(
        "leaving: "
            + status.get("copies")
            + " copies to be handed over "
            + Reply.list(status.get("waiting_for")));
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted; the node leaves all the same");
    }
  }
}
