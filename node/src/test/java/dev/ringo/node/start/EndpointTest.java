package dev.ringo.node.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointTest {

  @ParameterizedTest
  @ValueSource(strings = {"host:1", "127.0.0.1:65535", "[::1]:25520"})
  void itReadsWhatItWrites(String text) {
    assertThat(Endpoint.parse(text)).hasToString(text);
  }

  @Test
  void anIpv6AddressIsInBrackets() {
    assertThat(Endpoint.parse("[fe80::1]:7")).isEqualTo(new Endpoint("fe80::1", 7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "host", "host:", ":1", "host:0", "host:65536", "host:x", "::1:5", "a b:1"})
  void anythingElseIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.parse(text))
        .withMessageContaining("'" + text + "' is not an address: it takes HOST:PORT");
  }
}
