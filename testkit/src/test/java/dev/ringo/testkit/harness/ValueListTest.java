package dev.ringo.testkit.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ValueListTest {

  @Test
  void valuesAreFoundByTheirLengths() {
    assertThat(ValueList.parse("").orElseThrow()).isEmpty();
    assertThat(ValueList.parse("5 ok 3 ok 0 ok 12 ok second value").orElseThrow())
        .containsExactly("3 ok ", "", "second value");
  }

  @Test
  void anAnswerThatIsNotAllIsNone() {
    assertThat(ValueList.parse("1 ok a0 timeout ")).isEmpty();
    assertThat(ValueList.parse("1 ok a0 error ")).isEmpty();
  }

  @Test
  void whatIsNotAsItShouldBeIsAValueOfNobody() {
    assertThat(ValueList.parse("1 ok arubbish").orElseThrow()).containsExactly("a", "rubbish");
    assertThat(ValueList.parse("9 ok short").orElseThrow()).containsExactly("short");
    assertThat(ValueList.parse("99999999999 ok a").orElseThrow()).hasSize(1);
  }
}
