package dev.ringo.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import dev.ringo.client.GetResult;
import dev.ringo.client.PutResult;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections are bounded, and the gateway goes on serving whatever they do. */
final class ConnectionsTest {

  private final List<Wire> open = new ArrayList<>();

  @AfterEach
  void closeAll() {
    open.forEach(Wire::close);
  }

  private Wire open(RunningGateway gateway) {
    Wire wire = gateway.connect();
    open.add(wire);
    return wire;
  }

  @Test
  void aConnectionOverTheLimitIsToldSoAndOthersGoOn() {
    try (RunningGateway gateway = RunningGateway.with("ringo.http.max-connections = 3")) {
      List<Wire> served = List.of(open(gateway), open(gateway), open(gateway));
      served.forEach(wire -> assertThat(wire.get("/mon/ring/nodes").status()).isEqualTo(200));
      Wire over = open(gateway);
      Reply refused = over.get("/mon/ring/nodes");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).startsWith("{\"code\":\"too-many-connections\"").contains("3");
      assertThat(refused.header("retry-after")).contains("1");
      assertThat(over.isClosed()).isTrue();
      served.forEach(wire -> assertThat(wire.get("/mon/ring/nodes").status()).isEqualTo(200));
      served.get(0).close();
      gateway.eventually(() -> assertThat(gateway.get("/mon/ring/nodes").status()).isEqualTo(200));
    }
  }

  @Test
  void aConnectionOverTheLimitThatSaysNothingIsClosed() {
    try (RunningGateway gateway = RunningGateway.with("ringo.http.max-connections = 1")) {
      assertThat(open(gateway).get("/mon/ring/nodes").status()).isEqualTo(200);
      assertThat(open(gateway).isClosed()).isTrue();
    }
  }

  @Test
  void thousandsOfConnectionsAreServedAtOnce() {
    int connections = 3_000;
    try (RunningGateway gateway = RunningGateway.start()) {
      for (int i = 0; i < connections; i++) {
        open(gateway).head("GET", "/mon/ring/nodes");
      }
      for (Wire wire : open) {
        assertThat(wire.read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aCallerThatHangsUpDoesNoHarm() {
    try (RunningGateway gateway = RunningGateway.start()) {
      CompletableFuture<PutResult> held = new CompletableFuture<>();
      gateway.ringo.putAnswer = Optional.of(held);
      Wire wire = open(gateway);
      wire.head("POST", "/mon/data/D/K", "Content-Length: 3");
      wire.send(new byte[3]);
      gateway.eventually(() -> assertThat(gateway.ringo.puts).hasValue(1));
      wire.reset();
      held.complete(stored());
      gateway.allRoomComesBack();
      assertThat(gateway.get("/mon/ring/nodes").status()).isEqualTo(200);
    }
  }

  @Test
  void anEndWaitsForRequestsUnderWayAndNotForIdleConnections() {
    try (RunningGateway gateway = RunningGateway.start()) {
      CompletableFuture<PutResult> held = new CompletableFuture<>();
      gateway.ringo.putAnswer = Optional.of(held);
      Wire idle = open(gateway);
      assertThat(idle.get("/mon/ring/nodes").status()).isEqualTo(200);
      List<Wire> busy = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        busy.add(open(gateway));
        busy.get(i).head("POST", "/mon/data/D/K", "Content-Length: 3");
        busy.get(i).send(new byte[3]);
      }
      gateway.eventually(() -> assertThat(gateway.ringo.puts).hasValue(busy.size()));
      CompletionStage<Done> end = gateway.end(Duration.ofMinutes(1));
      assertThat(idle.isClosed()).isTrue();
      assertThat(end.toCompletableFuture()).isNotDone();
      held.complete(stored());
      for (Wire wire : busy) {
        Reply reply = wire.read();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("connection")).contains("close");
        assertThat(wire.isClosed()).isTrue();
      }
      assertThat(end.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mon/data/D/K", "/mon/data/D/K?single"})
  void anEndWaitsForRepliesThatGoOn(String target) {
    try (RunningGateway gateway =
        RunningGateway.with("ringo.http.server.socket-options.so-send-buffer-size = 8 KiB")) {
      gateway.post("/mon/data/D?create", "");
      byte[] value = new byte[1_000_000];
      for (int i = 0; i < 20; i++) {
        gateway.on(wire -> wire.post("/mon/data/D/K", value));
      }
      String body = gateway.get(target).latin1();
      Wire slow = Wire.withReceiveBuffer(gateway.address(), 8_192);
      open.add(slow);
      slow.head("GET", target);
      gateway.eventually(() -> assertThat(gateway.budgets.replies().taken()).isPositive());
      CompletionStage<Done> end = gateway.end(Duration.ofMinutes(1));
      assertThat(slow.read().latin1()).isEqualTo(body);
      assertThat(end.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
      assertThat(slow.isClosed()).isTrue();
    }
  }

  @Test
  void anEndWaitsForRepliesThatBeginOnlyThen() {
    try (RunningGateway gateway = RunningGateway.start()) {
      gateway.post("/mon/data/D?create", "");
      byte[] value = new byte[1_000_000];
      for (int i = 0; i < 20; i++) {
        gateway.on(wire -> wire.post("/mon/data/D/K", value));
      }
      CompletableFuture<GetResult> held = new CompletableFuture<>();
      gateway.ringo.getAnswer = Optional.of(held);
      Wire slow = Wire.withReceiveBuffer(gateway.address(), 8_192);
      open.add(slow);
      slow.head("GET", "/mon/data/D/K");
      gateway.eventually(() -> assertThat(gateway.ringo.gets).hasValue(1));
      CompletionStage<Done> end = gateway.end(Duration.ofMinutes(1));
      held.complete(gateway.ringo.valuesOf(DomainName.of("D"), new byte[] {'K'}));
      assertThat(slow.read().latin1()).hasSize(20 * "1000000 ok ".length() + 20 * 1_000_000);
      assertThat(end.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  @Test
  void anEndHasADeadline() {
    try (RunningGateway gateway = RunningGateway.start()) {
      gateway.ringo.putAnswer = Optional.of(new CompletableFuture<>());
      Wire busy = open(gateway);
      busy.head("POST", "/mon/data/D/K", "Content-Length: 3");
      busy.send(new byte[3]);
      gateway.eventually(() -> assertThat(gateway.ringo.puts).hasValue(1));
      CompletionStage<Done> end = gateway.end(Duration.ofMillis(100));
      assertThat(end.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  private static PutResult stored() {
    return new PutResult.Stored(FakeRingo.NODE, ChunkId.of(0, DomainName.of("D")), FakeRingo.ENTRY);
  }
}
