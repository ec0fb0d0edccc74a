package dev.ringo.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.ringo.node.CommandFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingOverridesTest {

  private static final Config DEFAULTS =
      ConfigFactory.parseString(
          """
          ringo {
            pause = 10 s
            room = 128 KiB
            many = 3
            quick = on
            names = [a, b]
            word = x
            bound = 2 m
          }
          akka { pause = 5 s, cluster.roles = [] }
          """);

  private static Config parse(String... assignments) {
    return new SettingOverrides(DEFAULTS).parse(List.of(assignments));
  }

  @Test
  void aValueOfTheSameKindIsTaken() {
    Config changed =
        parse(
            "ringo.pause=500ms",
            "ringo.room=1 MiB",
            "ringo.many=4",
            "ringo.quick=off",
            "ringo.names=[c, d]",
            "ringo.word=a=b");
    assertThat(changed.getDuration("ringo.pause")).isEqualTo(Duration.ofMillis(500));
    assertThat(changed.getBytes("ringo.room")).isEqualTo(1024 * 1024);
    assertThat(changed.getInt("ringo.many")).isEqualTo(4);
    assertThat(changed.getBoolean("ringo.quick")).isFalse();
    assertThat(changed.getStringList("ringo.names")).containsExactly("c", "d");
    assertThat(changed.getString("ringo.word")).isEqualTo("a=b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ringo.pause=lots",
        "ringo.pause=off",
        "ringo.room=wide",
        "ringo.many=x",
        "ringo.quick=5",
        "ringo.bound=x",
      })
  void aValueOfAnotherKindIsRefusedWithWhatIsAllowed(String assignment) {
    assertThatThrownBy(() -> parse(assignment))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--set " + assignment + ": it takes ")
        .hasMessageContaining("(default: ");
  }

  @Test
  void akkaHasWordsForSomeNumbers() {
    assertThat(parse("akka.pause=off").getString("akka.pause")).isEqualTo("off");
  }

  @Test
  void aKeyThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> parse("ringo.manny=3"))
        .hasMessageContaining("did you mean ringo.many?");
    assertThatThrownBy(() -> parse("many=3")).hasMessageContaining("did you mean ringo.many?");
    assertThatThrownBy(() -> parse("ringo.other=3"))
        .hasMessageContaining("there is no such setting");
    assertThatThrownBy(() -> parse("ringo..many=3"))
        .hasMessageContaining("not the name of a setting");
  }

  @Test
  void aGroupIsNotASetting() {
    assertThatThrownBy(() -> parse("ringo=3")).hasMessageContaining("bound, many, names");
  }

  @Test
  void whatAnOptionSetsIsRefused() {
    assertThatThrownBy(() -> parse("akka.cluster.roles=x")).hasMessageContaining("--id");
  }

  @Test
  void anAssignmentNeedsAKeyAndAValue() {
    assertThatThrownBy(() -> parse("ringo.many")).hasMessageContaining("it takes KEY=VALUE");
    assertThatThrownBy(() -> parse("=3")).hasMessageContaining("it takes KEY=VALUE");
  }

  @Test
  void theDistanceOfTwoKeysCountsTheLettersToChange() {
    assertThat(SimilarKeys.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(SimilarKeys.distance("", "abc")).isEqualTo(3);
    assertThat(SimilarKeys.distance("same", "same")).isZero();
  }
}
