package dev.ringo.node.request;

import dev.ringo.node.TextTable;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ringo scrub}: has the cluster look for damage and mend it. */
@Command(
    name = "scrub",
    description = {
      "Has all nodes read their copies on disk through, compare them, and mend what is damaged.",
      "",
      "It only begins it: the same command with --status tells how far they are.",
      ""
    })
public final class ScrubCommand implements Runnable {

  private static final String PATH = "/mon/ring/scrub";

  @Mixin private GatewayOption gateway;

  @Option(names = "--status", description = "Begins nothing.")
  private boolean status;

  @Override
  public void run() {
    GatewayConnection connection = gateway.connection();
    String answer;
    if (status) {
      answer = connection.text(connection.get(PATH));
    } else {
      HttpURLConnection request = connection.post(PATH);
      request.setRequestProperty("Ringo-Command", "scrub");
      RequestBody.none().send(request, connection);
      answer = connection.text(request, HttpURLConnection.HTTP_ACCEPTED);
    }
    TextTable table =
        new TextTable("node", "copies", "left", "bytes read", "damaged", "mended", "differing");
    for (Object row : Reply.list(Reply.parse(answer))) {
      Map<?, ?> node = Reply.map(row);
      table.add(
          List.of("node", "copies", "left", "bytes", "damaged", "mended", "differing").stream()
              .map(column -> String.valueOf(node.get(column)))
              .toList());
    }
    System.out.print(table);
  }
}
