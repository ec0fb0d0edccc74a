package dev.ringo.testkit.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which nodes have a copy of the only domain, as they say themselves. */
final class HeldCopies {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private HeldCopies() {}

  /** What each node says of its copy. */
  static Map<ProcessNode, JsonNode> in(ProcessHarness cluster) throws IOException {
    Map<ProcessNode, JsonNode> rows = new LinkedHashMap<>();
    for (ProcessNode node : cluster.nodes()) {
      String path =
          "/mon/domains/node?detail&name=ringo-" + node.id() + "%40" + node.gateway().getHost();
      for (JsonNode copy : JSON.readTree(get(node.gateway().resolve(path)))) {
        rows.put(node, copy);
      }
    }
    return rows;
  }

  /**
   * The nodes with whole copies that count, the owner's first.
   *
   * @param wanted copies that each of them has to know of
   */
  static List<ProcessNode> whole(ProcessHarness cluster, int wanted) throws IOException {
    List<ProcessNode> holders = new ArrayList<>();
    in(cluster)
        .forEach(
            (node, copy) -> {
              if (copy.path("counts").asBoolean() && copy.path("copies").asInt() == wanted) {
                holders.add(copy.path("owner").asBoolean() ? 0 : holders.size(), node);
              }
            });
    return holders;
  }

  private static String get(URI uri) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
    try {
      return HTTP.send(request, BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
