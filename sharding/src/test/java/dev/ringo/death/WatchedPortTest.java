package dev.ringo.death;

import static org.assertj.core.api.Assertions.assertThat;

import akka.cluster.UniqueAddress;
import java.io.IOException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A port with a clock of the test's own. */
final class WatchedPortTest {

  private static final DeathSettings SETTINGS =
      new DeathSettings(true, 3, Duration.ofMillis(20), Duration.ofMillis(500), 9);
  private static final long MILLI = 1_000_000;

  private final List<UniqueAddress> deaths = new ArrayList<>();
  private final Selector selector = Selector.open();
  private long now = System.nanoTime();

  WatchedPortTest() throws IOException {}

  @AfterEach
  void end() throws IOException {
    selector.close();
  }

  private WatchedPort watch(WatchedServer server) {
    return new WatchedPort(server.process(1), SETTINGS, selector, new Deaths(deaths));
  }

  /** Lets the port act when its time comes, and tells it what happened, until it has to wait. */
  private void act(WatchedPort port) throws IOException {
    now += port.nanosToAct(now);
    port.act(now);
    hear(port);
  }

  /** Waits until the network has answered. */
  private void hear(WatchedPort port) throws IOException {
    selector.select(100);
    if (!selector.selectedKeys().isEmpty()) {
      port.ready(now);
      selector.selectedKeys().clear();
    }
    selector.selectNow();
  }

  private void connect(WatchedPort port, WatchedServer server) throws IOException {
    act(port);
    server.accept();
  }

  @Test
  void itTakesAllAttemptsInARow() throws IOException {
    WatchedServer server = WatchedServer.open();
    WatchedPort port = watch(server);
    connect(port, server);
    server.close();
    hear(port);
    act(port);
    act(port);
    assertThat(deaths).isEmpty();
    act(port);
    assertThat(deaths).hasSize(1);
    act(port);
    assertThat(deaths).hasSize(1);
  }

  @Test
  void anAttemptThatSucceedsBeginsTheCountAnew() throws IOException {
    WatchedServer server = WatchedServer.open();
    WatchedPort port = watch(server);
    connect(port, server);
    int number = server.port();
    server.close();
    hear(port);
    act(port);
    act(port);
    try (WatchedServer anew = WatchedServer.at(number)) {
      connect(port, anew);
      assertThat(deaths).isEmpty();
    }
    hear(port);
    act(port);
    act(port);
    assertThat(deaths).isEmpty();
    act(port);
    assertThat(deaths).hasSize(1);
  }

  @Test
  void anAttemptWithoutAnAnswerIsNoRefusal() throws IOException {
    WatchedServer server = WatchedServer.open();
    WatchedPort port = watch(server);
    connect(port, server);
    int number = server.port();
    server.close();
    hear(port);
    act(port);
    act(port);
    try (WatchedServer silent = WatchedServer.at(number)) {
      now += port.nanosToAct(now);
      port.act(now);
      // Whatever the network answered, nobody looked before the time was over.
      now += 500 * MILLI;
      port.act(now);
      assertThat(silent.port()).isEqualTo(number);
    }
    selector.selectNow();
    selector.selectedKeys().clear();
    act(port);
    act(port);
    assertThat(deaths).isEmpty();
    act(port);
    assertThat(deaths).hasSize(1);
  }
}
