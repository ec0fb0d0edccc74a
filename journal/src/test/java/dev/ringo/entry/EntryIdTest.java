package dev.ringo.entry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EntryIdTest {

  @Test
  void theUpperHalfIsTheWritersSeconds() {
    assertThat(EntryId.at(1_700_000_000).seconds()).isEqualTo(1_700_000_000);
    assertThat(EntryId.of(-1, 0).seconds()).isEqualTo(0xffffffffL);
  }

  @Test
  void theLowerHalfIsRandom() {
    assertThat(EntryId.of(1, -1).value()).isEqualTo(0x1ffffffffL);
    assertThat(EntryId.of(1, -1).random()).isEqualTo(-1);
    assertThat(EntryId.at(5)).isNotEqualTo(EntryId.at(5));
  }

  @Test
  void itIsWrittenInUpperCaseHex() {
    assertThat(EntryId.of(0xab, 0xcd)).hasToString("AB000000CD");
  }
}
