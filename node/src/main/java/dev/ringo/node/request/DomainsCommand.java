package dev.ringo.node.request;

import dev.ringo.node.CommandFailure;
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

    /** The first chunk of a line of the list of domains. */
    static Chunk of(Map<?, ?> line) {
      return new Chunk(
          String.valueOf(line.get("domain")),
          "0",
          String.valueOf(line.get("id")),
          true,
          new ArrayList<>());
    }

    List<String> cells() {
      String state = open ? "open" : "sealed";
      return nodes.isEmpty()
          ? List.of(domain, number, id, "unavailable", "-")
          : List.of(domain, number, id, state, String.join(" ", nodes));
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
    listed(connection.text(connection.get(Paths.DOMAINS)))
        .forEach(
            line -> chunks.computeIfAbsent(String.valueOf(line.get("id")), id -> Chunk.of(line)));
    TextTable table = new TextTable("domain", "chunk", "id", "state", "copies on");
    chunks.values().stream()
        .map(Chunk::cells)
        .sorted((a, b) -> (a.get(0) + " " + a.get(1)).compareTo(b.get(0) + " " + b.get(1)))
        .forEach(table::add);
    System.out.print(table);
  }

  /** The domains that there are, also those of which no node has a copy. */
  private static List<Map<?, ?>> listed(String lines) {
    List<Map<?, ?>> listed = new ArrayList<>();
    lines.lines().forEach(line -> listed.add(Reply.map(Reply.parse(line))));
    if (listed.isEmpty() || !listed.remove(listed.size() - 1).containsKey("end")) {
      throw CommandFailure.failed("the list of domains broke off: try again");
    }
    return listed;
  }

  /** Enough of {@code ringo-<32 hex digits>@<host>} to tell nodes apart. */
  private static String shortName(String node) {
    return node.replaceFirst("^ringo-(\\p{XDigit}{8})\\p{XDigit}{24}@.*", "$1");
  }
}
