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
    description = {
      "Prints the chunks of all domains and the nodes that hold a copy.",
      "",
      "The owner's node is marked with *, a copy that does not count yet with how much of it is there,",
      "and one that the ring wants elsewhere with -. In order is a chunk that has all its copies, each",
      "where the ring wants it and up to date, and its owner where the ring wants that. The owner of a",
      "chunk that nobody asks for may rest."
    })
public final class DomainsCommand implements Runnable {

  /** A chunk, its entries as the fullest copy has them, and the nodes with a copy. */
  private static final class Chunk {
    private final String domain;
    private final String number;
    private final String id;
    private final boolean open;
    private long entries;
    private boolean allInOrder = true;
    private boolean isOwned;
    private long wanted;
    private final List<String> nodes = new ArrayList<>();

    private Chunk(String domain, String number, String id, boolean open) {
      this.domain = domain;
      this.number = number;
      this.id = id;
      this.open = open;
    }

    static Chunk ofCopy(Map<?, ?> copy) {
      boolean open = text(copy, "open").equals("true");
      return new Chunk(text(copy, "domain"), text(copy, "chunk"), text(copy, "id"), open);
    }

    void add(Map<?, ?> copy) {
      entries = Math.max(entries, number(copy, "num_entries"));
      String mark = text(copy, "owner").equals("true") ? "*" : "";
      String surplus = text(copy, "wanted").equals("true") ? "" : "-";
      wanted = Math.max(wanted, number(copy, "copies_wanted"));
      allInOrder &= isInOrder(copy);
      isOwned |= text(copy, "owner").equals("true");
      nodes.add(shortName(text(copy, "node")) + mark + filled(copy) + surplus);
    }

    private static boolean isInOrder(Map<?, ?> copy) {
      return text(copy, "counts").equals("true")
          && text(copy, "copies").equals(text(copy, "copies_wanted"))
          && text(copy, "wanted").equals("true")
          && (text(copy, "owner").equals("false") || text(copy, "owner_wanted").equals("true"))
          && number(copy, "behind") == 0;
    }

    boolean isInOrder() {
      return allInOrder && !nodes.isEmpty() && nodes.size() == wanted;
    }

    private static String filled(Map<?, ?> copy) {
      if (text(copy, "counts").equals("true")) {
        return "";
      }
      long last = number(copy, "last");
      return "(" + 100 * last / Math.max(1, last + number(copy, "behind")) + "%)";
    }

    /** The first chunk of a line of the list of domains. */
    static Chunk ofLine(Map<?, ?> line) {
      return new Chunk(text(line, "domain"), "0", text(line, "id"), true);
    }

    List<String> cells() {
      String state = nodes.isEmpty() ? "unavailable" : open ? "open" : "sealed";
      String on = nodes.isEmpty() ? "-" : String.join(" ", nodes);
      return List.of(domain, number, id, state, "" + entries, on);
    }

    private static String text(Map<?, ?> copy, String field) {
      return String.valueOf(copy.get(field));
    }

    private static long number(Map<?, ?> copy, String field) {
      return Long.parseLong(text(copy, field));
    }
  }

  @Mixin private GatewayOption gateway;

  @Override
  public void run() {
    GatewayConnection connection = gateway.connection();
    Map<String, Chunk> chunks = new LinkedHashMap<>();
    long owners = 0;
    for (Object row : Reply.list(Reply.parse(connection.text(connection.get(Paths.NODES))))) {
      Map<?, ?> node = Reply.map(row);
      owners += node.get("owners") == null ? 0 : Long.parseLong(String.valueOf(node.get("owners")));
      String path = Paths.domainsOn(String.valueOf(node.get("node"))) + "&detail";
      // A node may be gone since the list of nodes was made.
      String copies = connection.found(connection.get(path)).orElse("[]");
      for (Object found : Reply.list(Reply.parse(copies))) {
        Map<?, ?> copy = Reply.map(found);
        chunks.computeIfAbsent(String.valueOf(copy.get("id")), id -> Chunk.ofCopy(copy)).add(copy);
      }
    }
    listed(connection.text(connection.get(Paths.DOMAINS)))
        .forEach(
            line ->
                chunks.computeIfAbsent(String.valueOf(line.get("id")), id -> Chunk.ofLine(line)));
    TextTable table = new TextTable("domain", "chunk", "id", "state", "entries", "copies on");
    chunks.values().stream()
        .map(Chunk::cells)
        .sorted((a, b) -> (a.get(0) + " " + a.get(1)).compareTo(b.get(0) + " " + b.get(1)))
        .forEach(table::add);
    System.out.print(table);
    long inOrder = chunks.values().stream().filter(Chunk::isInOrder).count();
    System.out.println("in order: " + inOrder + " of " + chunks.size());
    long away = owners - chunks.values().stream().filter(chunk -> chunk.isOwned).count();
    if (away > 0) {
      System.out.println(away + " owners are on nodes without a copy of their chunks");
    }
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
