package dev.ringo.node.request;

import dev.ringo.node.TextTable;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "ring", description = "Prints the nodes in the order of the ring.")
public final class RingCommand implements Runnable {

  @Mixin private GatewayOption gateway;

  @Override
  public void run() {
    GatewayConnection connection = gateway.connection();
    TextTable table = new TextTable("node", "ok", "used", "size", "memory");
    for (Object row : Reply.list(Reply.parse(connection.text(connection.get("/mon/ring/nodes"))))) {
      Map<?, ?> node = Reply.map(row);
      List<?> disk = Reply.list(node.get("disk"));
      boolean known = disk.size() > 3;
      table.add(
          List.of(
              cell(node.get("node")),
              "true".equals(node.get("ok")) ? "yes" : "no",
              known ? cell(disk.get(0)) : "-",
              known ? cell(disk.get(2)) : "-",
              known ? cell(disk.get(3)) : "-"));
    }
    System.out.print(table);
  }

  private static String cell(Object value) {
    return String.valueOf(value);
  }
}
