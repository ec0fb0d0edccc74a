package dev.ringo.node.request;

import dev.ringo.node.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "domains",
    description = "Prints the chunks of all domains and the nodes that hold a copy.")
public final class DomainsCommand implements Runnable {

  /** A row of the gateway's answer, and the nodes that gave it. */
  private record Chunk(String domain, String number, String id, boolean open, List<String> nodes) {

    static Chunk of(List<?> row) {
      return new Chunk(
          text(row, 1), text(row, 3), text(row, 0), isOpen(text(row, 4)), new ArrayList<>());
    }

    private static boolean isOpen(String active) {
      return active.equals("true");
    }

    private static String text(List<?> row, int column) {
      return String.valueOf(row.get(column));
    }

    List<String> cells() {
      return List.of(domain, number, id, open ? "open" : "sealed", String.join(" ", nodes));
    }
  }

  @Mixin private GatewayOption gateway;

  @Override
  public void run() {
    GatewayConnection connection = gateway.connection();
    Map<String, Chunk> chunks = new LinkedHashMap<>();
    for (Object node :
        Reply.list(Reply.parse(connection.text(connection.get("/mon/ring/nodes"))))) {
      String name = String.valueOf(Reply.map(node).get("node"));
      for (Object row :
          Reply.list(Reply.parse(connection.text(connection.get(Paths.domainsOn(name)))))) {
        Chunk chunk = Chunk.of(Reply.list(row));
        chunks.computeIfAbsent(chunk.id(), id -> chunk).nodes().add(shortName(name));
      }
    }
    TextTable table = new TextTable("domain", "chunk", "id", "state", "copies on");
    chunks.values().stream()
        .map(Chunk::cells)
        .sorted((a, b) -> (a.get(0) + " " + a.get(1)).compareTo(b.get(0) + " " + b.get(1)))
        .forEach(table::add);
    System.out.print(table);
  }

  /** Enough of {@code ringo-<32 hex digits>@<host>} to tell nodes apart. */
  private static String shortName(String node) {
    return node.replaceFirst("^ringo-(\\p{XDigit}{8})\\p{XDigit}{24}@.*", "$1");
  }
}
