package dev.ringo.death;

import static org.assertj.core.api.Assertions.assertThat;

import akka.cluster.UniqueAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PortWatchTest {

  private static final DeathSettings SETTINGS =
      new DeathSettings(true, 3, Duration.ofMillis(5), Duration.ofMillis(500), 9);

  private final List<UniqueAddress> dead = new CopyOnWriteArrayList<>();
  private final PortWatch watch = PortWatch.start(SETTINGS, new Deaths(dead));

  @AfterEach
  void end() {
    watch.close();
  }

  private void awaitDeaths(UniqueAddress... expected) {
    Awaitility.await()
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(dead).containsExactly(expected));
  }

  @Test
  void aProcessIsDeadWhenItsConnectionEndsAndItsPortRefusesOthers() throws Exception {
    WatchedServer server = WatchedServer.open();
    UniqueAddress process = server.process(1);
    watch.watch(Set.of(process));
    server.accept();
    assertThat(dead).isEmpty();
    server.close();
    awaitDeaths(process);
  }

  @Test
  void aConnectionThatEndsProvesNothingWhileThePortTakesOthers() throws Exception {
    try (WatchedServer server = WatchedServer.open()) {
      watch.watch(Set.of(server.process(1)));
      for (int i = 0; i < 4; i++) {
        server.accept().close();
      }
      server.accept();
      assertThat(dead).isEmpty();
    }
  }

  @Test
  void aPortThatWasNeverReachedProvesNothing() throws Exception {
    WatchedServer gone = WatchedServer.open();
    UniqueAddress unreached = gone.process(1);
    int port = gone.port();
    gone.close();
    WatchedServer other = WatchedServer.open();
    watch.watch(Set.of(unreached, other.process(2)));
    other.accept();
    other.close();
    awaitDeaths(other.process(2));
    // It is tried on, and once it was reached, its end counts.
    WatchedServer reached = WatchedServer.at(port);
    reached.accept();
    reached.close();
    awaitDeaths(other.process(2), unreached);
  }

  @Test
  void aProcessStartedAnewAtThePortIsNotTheDeadOne() throws Exception {
    WatchedServer server = WatchedServer.open();
    int port = server.port();
    UniqueAddress first = server.process(1);
    watch.watch(Set.of(first));
    server.accept();
    server.close();
    awaitDeaths(first);
    try (WatchedServer anew = WatchedServer.at(port)) {
      watch.watch(Set.of(anew.process(2)));
      anew.accept();
      assertThat(dead).containsExactly(first);
    }
    awaitDeaths(first, UniqueAddress.apply(first.address(), 2L));
  }

  @Test
  void aMemberThatLeftIsWatchedNoLonger() throws Exception {
    WatchedServer server = WatchedServer.open();
    watch.watch(Set.of(server.process(1)));
    Socket connection = server.accept();
    watch.watch(Set.of());
    assertThat(connection.getInputStream().read()).isEqualTo(-1);
    server.close();
    WatchedServer other = WatchedServer.open();
    watch.watch(Set.of(other.process(2)));
    other.accept();
    other.close();
    awaitDeaths(other.process(2));
  }

  @Test
  void whatAProcessSendsIsPassedOver() throws Exception {
    WatchedServer server = WatchedServer.open();
    watch.watch(Set.of(server.process(1)));
    Socket connection = server.accept();
    connection.getOutputStream().write(new byte[10_000]);
    assertThat(dead).isEmpty();
    server.close();
    awaitDeaths(server.process(1));
  }
}
