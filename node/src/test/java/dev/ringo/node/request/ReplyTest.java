package dev.ringo.node.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReplyTest {

  @Test
  void jsonBecomesListsAndMaps() {
    assertThat(Reply.parse("[1,[\"a\",true],{\"k\":[]}]"))
        .isEqualTo(List.of("1", List.of("a", "true"), Map.of("k", List.of())));
  }

  @Test
  void whatFollowsOkIsTheReply() {
    assertThat(Reply.ok("[\"ok\",\"a\",\"b\"]")).isEqualTo(List.of("a", "b"));
    assertThatThrownBy(() -> Reply.ok("[\"error\",\"domain already exists\"]"))
        .hasMessage("domain already exists");
  }

  @Test
  void anErrorIsAStringOrHasAMessage() {
    assertThat(Reply.message("\"Key not found\"")).isEqualTo("Key not found");
    assertThat(Reply.message("{\"code\":\"busy\",\"message\":\"Try again.\"}"))
        .isEqualTo("Try again.");
    assertThat(Reply.message("plain")).isEqualTo("plain");
  }

  @Test
  void anythingElseIsNotAGateway() {
    assertThatThrownBy(() -> Reply.parse("<html>"))
        .hasMessageContaining("not the reply of a Ringo gateway");
    assertThatThrownBy(() -> Reply.parse("[1,"))
        .hasMessageContaining("not the reply of a Ringo gateway");
    assertThatThrownBy(() -> Reply.ok("{}"))
        .hasMessageContaining("not the reply of a Ringo gateway");
  }
}
