package dev.ringo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings are read once and checked. */
final class GatewaySettingsTest {

  private static GatewaySettings settings(String overrides) {
    Config config = ConfigFactory.parseString(overrides).withFallback(ConfigFactory.load());
    return GatewaySettings.of(config.resolve());
  }

  @Test
  void theDefaultsAreAsDocumented() {
    GatewaySettings settings = settings("");
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(15_000);
    assertThat(settings.values().max()).isEqualTo(1024 * 1024);
    assertThat(settings.timeouts().put()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.timeouts().get()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.timeouts().longest()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.server().getBacklog()).isEqualTo(4096);
    assertThat(settings.server().getMaxConnections())
        .isEqualTo(settings.maxConnections() + GatewaySettings.REFUSED_AT_ONCE);
  }

  @Test
  void theSystemsOwnServerSettingsAreLeftAlone() {
    assertThat(ConfigFactory.load().getString("akka.http.server.request-timeout"))
        .isEqualTo("20 s");
  }

  @Test
  void memoryLimitsTheConnections() {
    assertThat(settings("ringo.http.connection-memory = 240 KiB").maxConnections()).isEqualTo(10);
    assertThat(settings("ringo.http.connection-memory = 1").maxConnections()).isEqualTo(1);
    assertThat(settings("ringo.http.max-connections = 5").maxConnections()).isEqualTo(5);
  }

  @Test
  void aLimitMayBeAShareOfTheHeap() {
    long heap = Runtime.getRuntime().maxMemory();
    assertThat(settings("ringo.http.max-upload-bytes = 50%").maxUploadBytes())
        .isBetween(heap / 2 - 100, heap / 2);
    assertThat(settings("ringo.http.max-upload-bytes = 5 MiB").maxUploadBytes())
        .isEqualTo(5 * 1024 * 1024);
  }

  @Test
  void oneValueAlwaysFits() {
    assertThat(settings("ringo.http.max-upload-bytes = 1").maxUploadBytes()).isEqualTo(1024 * 1024);
    assertThat(settings("ringo.http.max-reply-bytes = 1").maxReplyBytes()).isEqualTo(1024 * 1024);
  }

  @Test
  void anotherAddressChangesNothingElse() {
    GatewaySettings settings = settings("");
    GatewaySettings moved = settings.at("0.0.0.0", 1);
    assertThat(moved.host()).isEqualTo("0.0.0.0");
    assertThat(moved.port()).isEqualTo(1);
    assertThat(moved.at(settings.host(), settings.port())).isEqualTo(settings);
  }

  @ParameterizedTest
  @CsvSource({
    "ringo.value.max, 0",
    "ringo.value.max, 2 MiB",
    "ringo.value.inline-max, 2 MiB",
    "ringo.http.slowest-upload, 0",
    "ringo.http.port, 70000",
    "ringo.http.port, -1",
    "ringo.http.max-connections, 0",
    "ringo.http.connection-memory, 0%",
    "ringo.http.connection-memory, much",
    "ringo.http.max-upload-bytes, 0",
    "ringo.http.max-reply-bytes, 101%",
    "ringo.http.drain-limit, -1",
    "ringo.http.body-timeout, 0",
    "ringo.http.timeout.put, 0",
    "ringo.http.timeout.longest, -1s",
    "ringo.http.server.idle-timeout, 60s",
    "ringo.http.server.idle-timeout, 30s",
    "ringo.http.port, abc"
  })
  void aWrongValueIsNamed(String key, String value) {
    assertThatThrownBy(() -> settings(key + " = \"" + value + "\""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key.substring(key.lastIndexOf('.') + 1));
  }
}
