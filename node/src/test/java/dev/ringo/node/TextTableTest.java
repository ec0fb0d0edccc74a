package dev.ringo.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTableTest {

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    TextTable table = new TextTable("a", "title");
    table.add(List.of("longer", "b"));
    assertThat(table).hasToString("a       title\nlonger  b\n");
  }
}
