package dev.ringo.node.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringo.node.CommandFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ValueStreamTest {

  private static List<String> read(String answer) throws IOException {
    ValueStream values =
        new ValueStream(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
    List<String> read = new ArrayList<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (values.copyNext(out)) {
      read.add(out.toString(StandardCharsets.UTF_8));
      out.reset();
    }
    return read;
  }

  @Test
  void valuesFollowEachOtherWithoutASeparator() throws IOException {
    assertThat(read("9 ok testvalue0 ok 12 ok second value"))
        .containsExactly("testvalue", "", "second value");
    assertThat(read("")).isEmpty();
  }

  @Test
  void aValueThatIsCutOffIsAnError() {
    assertThatThrownBy(() -> read("9 ok test")).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read("9 o")).isInstanceOf(EOFException.class);
  }

  @Test
  void aGatewayThatCannotGoOnSaysSo() {
    assertThatThrownBy(() -> read("1 ok x0 timeout "))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("timeout");
  }
}
