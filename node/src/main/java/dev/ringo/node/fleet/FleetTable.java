package dev.ringo.node.fleet;

import dev.ringo.node.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the nodes said when they were ready, as a table. */
final class FleetTable {

  private FleetTable() {}

  static String of(Map<ChildNode, String> readyLines) {
    TextTable table = new TextTable("node", "cluster", "http", "management", "pid");
    readyLines.forEach(
        (node, line) -> {
          List<String> row = new ArrayList<>(valuesIn(line));
          row.add(Long.toString(node.pid()));
          table.add(row);
        });
    return table.toString();
  }

  /** The values of {@code ready node=.. cluster=.. http=.. management=..}. */
  static List<String> valuesIn(String readyLine) {
    return Stream.of(readyLine.split(" "))
        .skip(1)
        .map(word -> word.substring(word.indexOf('=') + 1))
        .toList();
  }
}
