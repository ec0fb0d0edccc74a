package dev.ringo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.client.PutResult;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value is taken in whole or not at all, and only so many at once. */
final class UploadsTest {

  private static final DomainName D = DomainName.of("D");
  private static final byte[] K = {'K'};
  private static final String TARGET = "/mon/data/D/K";
  private static final int LIMIT = 100_000;

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.with(
            """
            ringo.value.max = 100000
            ringo.http {
              max-upload-bytes = 100000
              drain-limit = 1000000
              body-timeout = 2s
            }
            """);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void reset() {
    gateway.ringo.reset();
    gateway.post("/mon/data/D?create", "");
  }

  private static byte[] value(int length) {
    byte[] value = new byte[length];
    new Random(length).nextBytes(value);
    return value;
  }

  private static void isStored(byte[] value) {
    assertThat(gateway.ringo.stored(D, K)).hasSize(1);
    assertThat(gateway.ringo.stored(D, K).get(0).bytes()).isEqualTo(value);
  }

  private static void isRefused(Reply reply, int status, String code) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.text()).startsWith("{\"code\":\"" + code + "\"");
    assertThat(reply.header("ringo-result")).contains("not-stored");
    assertThat(gateway.ringo.puts).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 5_000, LIMIT})
  void aValueUpToTheLimitIsTaken(int length) {
    byte[] value = value(length);
    assertThat(gateway.on(wire -> wire.post(TARGET, value)).status()).isEqualTo(200);
    isStored(value);
    assertThat(gateway.get(TARGET + "?single").bytes()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5_000, LIMIT})
  void aValueMayComeInChunks(int length) {
    byte[] value = value(length);
    try (Wire wire = gateway.connect()) {
      wire.head("POST", TARGET, "Transfer-Encoding: chunked");
      for (int at = 0; at < length; at += 7_000) {
        wire.chunk(Arrays.copyOfRange(value, at, Math.min(length, at + 7_000)));
      }
      wire.lastChunk();
      assertThat(wire.read().status()).isEqualTo(200);
    }
    isStored(value);
    gateway.allRoomComesBack();
  }

  @Test
  void aLargerValueIsRefusedAndTheConnectionGoesOn() {
    try (Wire wire = gateway.connect()) {
      Reply reply = wire.post(TARGET, value(LIMIT + 1));
      isRefused(reply, 413, "value-too-large");
      assertThat(reply.text()).contains("100000 bytes");
      assertThat(wire.post(TARGET, value(LIMIT)).status()).isEqualTo(200);
    }
  }

  @Test
  void aLargerValueInChunksIsRefusedAndTheConnectionGoesOn() {
    try (Wire wire = gateway.connect()) {
      wire.head("POST", TARGET, "Transfer-Encoding: chunked");
      for (int i = 0; i < 5; i++) {
        wire.chunk(value(LIMIT / 2));
      }
      wire.lastChunk();
      isRefused(wire.read(), 413, "value-too-large");
      assertThat(wire.post(TARGET, value(LIMIT)).status()).isEqualTo(200);
    }
  }

  @Test
  void aValueThatIsFarTooLargeIsNotReadAtAll() {
    try (Wire wire = gateway.connect()) {
      wire.head("POST", TARGET, "Content-Length: 1000000000000");
      isRefused(wire.read(), 413, "value-too-large");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void aCallerThatAsksFirstIsToldToGoOn() {
    try (Wire wire = gateway.connect()) {
      wire.head("POST", TARGET, "Expect: 100-continue", "Content-Length: " + LIMIT);
      assertThat(wire.readHead().status()).isEqualTo(100);
      wire.send(value(LIMIT));
      assertThat(wire.read().status()).isEqualTo(200);
    }
    isStored(value(LIMIT));
  }

  @Test
  void aCallerThatAsksFirstIsToldThatItsValueIsTooLarge() {
    try (Wire wire = gateway.connect()) {
      wire.head("POST", TARGET, "Expect: 100-continue", "Content-Length: " + (LIMIT + 1));
      isRefused(wire.read(), 413, "value-too-large");
    }
  }

  @Test
  void nothingIsStoredOfABodyThatEndsHalfWay() {
    try (Wire wire = gateway.connect()) {
      wire.head("POST", TARGET, "Content-Length: " + LIMIT);
      wire.send(value(LIMIT / 2));
      wire.endOutput();
      isRefused(wire.read(), 400, "body-cut-off");
      assertThat(wire.isClosed()).isTrue();
    }
    gateway.allRoomComesBack();
  }

  @Test
  void nothingIsStoredOfABodyThatIsResetHalfWay() {
    Wire wire = gateway.connect();
    wire.head("POST", TARGET, "Content-Length: " + LIMIT);
    wire.send(value(LIMIT / 2));
    wire.reset();
    gateway.allRoomComesBack();
    assertThat(gateway.ringo.stored(D, K)).isEmpty();
  }

  @Test
  void nothingIsStoredOfChunksWithoutTheLast() {
    try (Wire wire = gateway.connect()) {
      wire.head("POST", TARGET, "Transfer-Encoding: chunked");
      wire.chunk(value(LIMIT / 2));
      wire.endOutput();
      isRefused(wire.read(), 400, "body-cut-off");
      assertThat(wire.isClosed()).isTrue();
    }
    gateway.allRoomComesBack();
  }

  @Test
  void nothingIsStoredOfChunksThatAreReset() {
    Wire wire = gateway.connect();
    wire.head("POST", TARGET, "Transfer-Encoding: chunked");
    wire.chunk(value(LIMIT));
    wire.reset();
    gateway.allRoomComesBack();
    assertThat(gateway.ringo.stored(D, K)).isEmpty();
  }

  @Test
  void aBodyHasToArriveInTime() {
    try (Wire wire = gateway.connect()) {
      wire.head("POST", TARGET, "Content-Length: 10");
      wire.send("half".getBytes(StandardCharsets.US_ASCII));
      isRefused(wire.read(), 408, "body-too-slow");
      assertThat(wire.isClosed()).isTrue();
    }
    gateway.allRoomComesBack();
  }

  @Test
  void whatIsUnderWayIsBounded() {
    CompletableFuture<PutResult> held = new CompletableFuture<>();
    gateway.ringo.putAnswer = Optional.of(held);
    try (Wire first = gateway.connect();
        Wire second = gateway.connect()) {
      first.head("POST", TARGET, "Content-Length: " + LIMIT);
      first.send(value(LIMIT));
      gateway.eventually(() -> assertThat(gateway.ringo.puts).hasValue(1));
      for (String encoding : new String[] {"Content-Length: 1", "Transfer-Encoding: chunked"}) {
        second.head("POST", TARGET, encoding);
        if (encoding.endsWith("chunked")) {
          second.chunk(K);
          second.lastChunk();
        } else {
          second.send(K);
        }
        Reply busy = second.read();
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.text()).startsWith("{\"code\":\"busy\"");
        assertThat(busy.header("retry-after")).contains("1");
      }
      held.complete(new PutResult.Stored(FakeRingo.NODE, ChunkId.of(0, D), FakeRingo.ENTRY));
      assertThat(first.read().status()).isEqualTo(200);
      gateway.ringo.putAnswer = Optional.empty();
      assertThat(second.post(TARGET, value(LIMIT)).status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyThatNobodyWantsDoesNotHideTheError() {
    byte[] body = value(900_000);
    for (String target : new String[] {"/mon/data/D", "/mon/data/D/", "/nowhere"}) {
      try (Wire wire = gateway.connect()) {
        assertThat(wire.post(target, body).status()).isIn(400, 404);
        assertThat(wire.get("/mon/ring/nodes").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aCreateMayHaveABody() {
    try (Wire wire = gateway.connect()) {
      assertThat(wire.post("/mon/data/E?create", value(LIMIT)).text()).startsWith("[\"ok\"");
    }
  }
}
