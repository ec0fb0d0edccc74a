package dev.ringo.node.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PortsTest {

  private static final String HOST = "127.0.0.1";

  @Test
  void aPortInUseIsReportedWithItsOption() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> Ports.requireFree(HOST, Map.of("--http-port", port)))
          .hasMessage("--http-port " + port + ": the port is in use at 127.0.0.1");
    }
  }

  @Test
  void aFreePortIsFreeAfterTheCheckToo() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThatCode(() -> Ports.requireFree(HOST, Map.of("--port", port)))
        .doesNotThrowAnyException();
    assertThatCode(() -> Ports.requireFree(HOST, Map.of("--port", port)))
        .doesNotThrowAnyException();
  }

  @Test
  void portZeroIsAnyFreeOne() {
    assertThatCode(() -> Ports.requireFree(HOST, Map.of("--port", 0, "--http-port", 0)))
        .doesNotThrowAnyException();
  }

  @Test
  void whatAkkaCannotBindIsReportedInTheSameWay() {
    Throwable failure =
        new IllegalStateException(
            "start", new BindException("[/127.0.0.1:7] Address already in use"));
    assertThat(StartFailures.explain(failure, "--port", new Endpoint(HOST, 7)))
        .hasMessage("--port 7: the port is in use at 127.0.0.1");
  }
}
