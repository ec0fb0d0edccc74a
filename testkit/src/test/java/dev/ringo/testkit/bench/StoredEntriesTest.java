package dev.ringo.testkit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class StoredEntriesTest {

  @Test
  void entriesDifferAndAreComputedAgain() {
    StoredEntries entries = new StoredEntries(1_000, 20);
    assertThat(LongStream.range(0, 1_000).mapToObj(entries::key).distinct()).hasSize(1_000);
    assertThat(entries.value(7)).hasSize(20).isEqualTo(new StoredEntries(8, 20).value(7));
    assertThat(entries.value(7)).isNotEqualTo(entries.value(8));
    assertThat(entries.key(7)).isEqualTo(new StoredEntries(8, 20).key(7)).hasSize(16);
    assertThat(entries.bytes()).isEqualTo(20_000);
  }
}
