package dev.ringo.death;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeathSettingsTest {

  private static final String PREFIX = "ringo.failure-detection.";

  private static DeathSettings with(String key, String value) {
    Config changed = ConfigFactory.parseMap(Map.of(key, value));
    return DeathSettings.from(changed.withFallback(ConfigFactory.load()).resolve());
  }

  @Test
  void itIsOnByDefaultAndCanBeTurnedOff() {
    assertThat(DeathSettings.from(ConfigFactory.load()).isOn()).isTrue();
    assertThat(with(PREFIX + "proof-of-death", "off").isOn()).isFalse();
  }

  @Test
  void withoutTcpItIsOff() {
    assertThat(with("akka.remote.artery.transport", "aeron-udp").isOn()).isFalse();
    assertThat(with("akka.remote.artery.transport", "tls-tcp").isOn()).isTrue();
    assertThat(with("akka.remote.artery.enabled", "off").isOn()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "attempts, 0, 1 or more",
    "interval, 0 ms, 1 ms to 10000 ms",
    "connect-timeout, 1 s, 1 ms to 900 ms",
    "watch-at-most, -1, 1 or more"
  })
  void aWrongValueSaysWhatIsAllowed(String key, String value, String allowed) {
    assertThatThrownBy(() -> with(PREFIX + key, value))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining(PREFIX + key)
        .hasMessageContaining("'" + value + "'")
        .hasMessageContaining(allowed);
  }
}
