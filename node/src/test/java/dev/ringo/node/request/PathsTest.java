package dev.ringo.node.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PathsTest {

  @Test
  void namesAndKeysAreEncodedByteByByte() {
    assertThat(Paths.item("d/1", "a b?%+ä~.-_"))
        .isEqualTo("/mon/data/d%2F1/a%20b%3F%25%2B%C3%A4~.-_");
  }

  @Test
  void whatCannotBeEncodedIsRefused() {
    assertThatThrownBy(() -> Paths.item("d", "")).hasMessageContaining("the key is empty");
    assertThatThrownBy(() -> Paths.domain("\uFFFD")).hasMessageContaining("not UTF-8");
  }
}
