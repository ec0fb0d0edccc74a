package dev.ringo.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.cluster.ConfigValidation;
import akka.cluster.Valid;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

final class SameRingTest {

  private static Config tokens(String value) {
    return ConfigFactory.parseString("ringo.ring.tokens = " + value);
  }

  private static ConfigValidation join(Config joining) {
    return new SameRing().check(joining, tokens("64"));
  }

  @Test
  void aNodeWithTheSameTokensGetsInHoweverTheyAreWritten() {
    assertThat(join(tokens("64"))).isEqualTo(Valid.getInstance());
    assertThat(join(tokens("\"64\""))).isEqualTo(Valid.getInstance());
  }

  @Test
  void aNodeWithOtherTokensOrNoneDoesNot() {
    assertThat(join(tokens("8")).toString()).contains("ringo.ring.tokens is 8, not 64");
    assertThat(join(ConfigFactory.empty()).toString()).contains("ringo.ring.tokens is missing");
  }
}
