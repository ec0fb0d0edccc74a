package dev.ringo.testkit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HeapHistogramTest {

  @Test
  void whatIsMoreThanBeforeIsToldForEachEntry() {
    HeapHistogram before =
        HeapHistogram.parse(
            List.of(
                " num     #instances         #bytes  class name (module)",
                "-------------------------------------------------------",
                "   1:            10           1000  [B (java.base@17.0.9)",
                "   2:             2             32  dev.ringo.A",
                "Total            12           1032"));
    HeapHistogram after =
        HeapHistogram.parse(
            List.of(
                "   1:            20           2200  [B (java.base@17.0.9)",
                "   2:             2             32  dev.ringo.A",
                "   3:             9            300  [J (java.base@17.0.9)"));

    assertThat(before.total()).isEqualTo(1032);
    assertThat(after.since(before, 10).lines().map(String::strip))
        .containsExactly("0.0 MB, 150.0 bytes an entry more than empty", "120.0  [B", "30.0  [J");
  }

  @Test
  void thisJvmHasOne() throws IOException {
    byte[][] large = {new byte[50_000_000]};
    assertThat(HeapHistogram.of(ProcessHandle.current().pid()).bytes().get("[B"))
        .isGreaterThan(large[0].length);
  }
}
