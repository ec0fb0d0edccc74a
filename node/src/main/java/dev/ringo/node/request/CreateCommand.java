package dev.ringo.node.request;

import java.net.HttpURLConnection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "create", description = "Creates a domain.")
public final class CreateCommand implements Runnable {

  @Parameters(paramLabel = "DOMAIN", description = "Its name.")
  private String domain;

  @Option(
      names = "--nrepl",
      paramLabel = "N",
      description = "The copies besides the first; by default what the nodes are set to.")
  private Integer replicas;

  @Mixin private GatewayOption gateway;

  @Override
  public void run() {
    GatewayConnection connection = gateway.connection();
    String parameters = replicas == null ? "?create" : "?create&nrepl=" + replicas;
    HttpURLConnection request = connection.post(Paths.domain(domain) + parameters);
    RequestBody.none().send(request, connection);
    List<?> created = Reply.list(Reply.ok(connection.text(request)).get(0));
    String copies = request.getHeaderField("Ringo-Copies");
    System.out.println(
        "created: chunk "
            + created.get(1)
            + ", owner "
            + created.get(0)
            + (copies == null ? "" : ", copies " + copies + " for lack of nodes"));
  }
}
