package dev.ringo.node.request;

import dev.ringo.node.TextTable;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "ring",
    description = {
      "Prints the nodes in the order of the ring.",
      "",
      "shards: of 1,024, that the ring gives the node. owners: chunks that it serves.",
      "damaged: places on its disk that are not mended yet. trouble: why its disk is not written.",
      "A node that is joining or leaving has no shards and comes last."
    })
public final class RingCommand implements Runnable {

  private static final String UNKNOWN = "-";
  private static final String TROUBLE = "trouble";

  @Mixin private GatewayOption gateway;

  @Override
  public void run() {
    GatewayConnection connection = gateway.connection();
    TextTable table =
        new TextTable(
            "node", "ok", "shards", "owners", "copies", "used", "size", "memory", "damaged",
            TROUBLE);
    for (Object row : Reply.list(Reply.parse(connection.text(connection.get(Paths.NODES))))) {
      Map<?, ?> node = Reply.map(row);
      List<?> disk = Reply.list(node.get("disk"));
      boolean known = disk.size() > 3;
      table.add(
          List.of(
              cell(node.get("node")),
              "true".equals(node.get("ok")) ? "yes" : "no",
              "true".equals(node.get("on_ring")) ? cell(node.get("shards")) : UNKNOWN,
              cell(node.get("owners")),
              cell(node.get("copies")),
              known ? cell(disk.get(0)) : UNKNOWN,
              known ? cell(disk.get(2)) : UNKNOWN,
              known ? cell(disk.get(3)) : UNKNOWN,
              cell(node.get("damaged")),
              cell(node.get(TROUBLE))));
    }
    System.out.print(table);
  }

  private static String cell(Object value) {
    return value == null ? UNKNOWN : String.valueOf(value);
  }
}
