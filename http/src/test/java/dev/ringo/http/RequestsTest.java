package dev.ringo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.client.PutOptions;
import dev.ringo.ring.DomainName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request may look like: names, keys, parameters, methods and paths. */
final class RequestsTest {

  private static final DomainName D = DomainName.of("D");

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
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

  private static void isError(Reply reply, int status, String code) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("content-type")).contains("text/plain");
    assertThat(reply.text())
        .startsWith("{\"code\":\"" + code + "\",\"message\":\"")
        .endsWith("\"}");
  }

  private static void isInvalid(Reply reply, String body) {
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource({
    "a%2Fb, a/b",
    "%2f, /",
    "a+b, a+b",
    "a%2Bb, a+b",
    "%252F, %2F",
    "%20, ' '",
    "%00, '\0'",
    "%C3%A9, \u00c3\u00a9",
    "%FF%FE, \u00ff\u00fe",
    "%3Fx, ?x",
    "a%26b%3Dc, a&b=c",
    "a:b@c!$&'()*;=, a:b@c!$&'()*;=",
    "~-._, ~-._",
    "%2E%2E, ..",
    "%41, A"
  })
  void aKeyIsDecodedOnce(String sent, String latin1) {
    assertThat(gateway.post("/mon/data/D/" + sent, "v").status()).isEqualTo(200);
    byte[] key = latin1.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(gateway.ringo.stored(D, key)).hasSize(1);
    assertThat(gateway.get("/mon/data/D/" + sent + "?single").text()).isEqualTo("v");
  }

  @Test
  void everyByteMayBeInADomainAndAKey() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      all.append(String.format("%%%02x", i));
    }
    assertThat(gateway.post("/mon/data/" + all + "?create", "").status()).isEqualTo(200);
    assertThat(gateway.post("/mon/data/" + all + "/" + all, "v").text()).startsWith("[\"ok\"");
    assertThat(gateway.get("/mon/data/" + all + "/" + all).text()).isEqualTo("1 ok v");
  }

  @Test
  void keysOfRandomBytesComeThrough() {
    Random random = new Random(7);
    try (Wire wire = gateway.connect()) {
      for (int i = 0; i < 200; i++) {
        byte[] key = new byte[1 + random.nextInt(64)];
        random.nextBytes(key);
        wire.post("/mon/data/D/" + encoded(key), "v" + i);
        assertThat(gateway.ringo.stored(D, key)).isNotEmpty();
      }
    }
  }

  private static String encoded(byte[] bytes) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : bytes) {
      encoded.append(String.format("%%%02X", b));
    }
    return encoded.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "a%2", "a%g0"})
  void aBrokenEscapeIsRefused(String key) {
    Reply reply = gateway.get("/mon/data/D/" + key);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).startsWith("{\"code\":");
  }

  @Test
  void bytesThatAreNotAsciiHaveToBeEncoded() {
    Reply reply = gateway.get("/mon/data/D/\u00ff");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).startsWith("{\"code\":");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mon/data/",
        "/mon/data/D",
        "/mon/data/D/",
        "/mon/data//K",
        "/mon/data/D/K/",
        "/mon/data/D/K/L",
        "/mon/data/D/a/b/c",
        "/mon/data/?single"
      })
  void aGetTakesADomainAndAKey(String target) {
    isInvalid(gateway.get(target), "\"Invalid request\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mon/data?create",
        "/mon/data/?create",
        "/mon/data/D/",
        "/mon/data/D/?create",
        "/mon/data//K",
        "/mon/data/D/K/L"
      })
  void aPostTakesADomainAndPerhapsAKey(String target) {
    isInvalid(gateway.post(target, "v"), "\"Invalid request\"");
    assertThat(gateway.ringo.entryCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "%00", "%fF"})
  void aKeyMayHave4096Bytes(String unit) {
    assertThat(gateway.post("/mon/data/D/" + unit.repeat(4096), "v").text()).startsWith("[\"ok\"");
    assertThat(gateway.get("/mon/data/D/" + unit.repeat(4096) + "?single").text()).isEqualTo("v");
    isInvalid(gateway.post("/mon/data/D/" + unit.repeat(4097), "v"), "\"Key too large\"");
    isInvalid(gateway.get("/mon/data/D/" + unit.repeat(4097)), "\"Key too large\"");
    assertThat(gateway.ringo.entryCount()).isEqualTo(1);
  }

  @Test
  void aDomainMayHave1024Bytes() {
    String name = "%E4".repeat(1024);
    assertThat(gateway.post("/mon/data/" + name + "?create", "").text()).startsWith("[\"ok\"");
    assertThat(gateway.post("/mon/data/" + name + "/" + "%00".repeat(4096), "v").text())
        .startsWith("[\"ok\"");
    isError(gateway.post("/mon/data/x" + name + "?create", ""), 400, "domain-too-long");
  }

  @Test
  void aTargetHasALimit() {
    isError(gateway.get("/mon/data/D/" + "a".repeat(40_000)), 414, "uri-too-long");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "abc", "100", "1000", "", "1.5", "+1", "99999999999999999999"})
  void aWrongNumberOfCopiesIsRefused(String nrepl) {
    Reply reply = gateway.post("/mon/data/E?create&nrepl=" + nrepl, "");
    isError(reply, 400, "bad-parameter");
    assertThat(reply.text()).contains("nrepl is a whole number from 0 to 99");
    assertThat(gateway.post("/mon/data/E/K", "v").text()).contains("Domain doesn't exist");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99})
  void aRightNumberOfCopiesIsTaken(int nrepl) {
    assertThat(gateway.post("/mon/data/E?create&nrepl=" + nrepl, "").status()).isEqualTo(200);
    assertThat(gateway.ringo.createOptions.replicas()).hasValue(nrepl);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1", "0", "00", "", "1.5", "1e3", "%31"})
  void aWrongTimeoutIsRefused(String timeout) {
    isError(gateway.get("/mon/data/D/K?timeout=" + timeout), 400, "bad-parameter");
    isError(gateway.post("/mon/data/D/K?timeout=" + timeout, "v"), 400, "bad-parameter");
    isError(gateway.post("/mon/data/E?create&timeout=" + timeout, ""), 400, "bad-parameter");
    isError(gateway.get("/mon/ring/nodes?timeout=" + timeout), 400, "bad-parameter");
    assertThat(gateway.ringo.entryCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "59999, 59999", "60000, 60000", "60001, 60000", "99999999999999, 60000"})
  void aTimeoutIsInMillisecondsAndCapped(String sent, long millis) {
    gateway.get("/mon/data/D/K?timeout=" + sent);
    assertThat(gateway.ringo.getOptions.timeout()).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void anUnknownWayToReadIsRefused() {
    isError(gateway.get("/mon/data/D/K?read=all"), 400, "bad-parameter");
  }

  @Test
  void anUnknownParameterIsIgnored() {
    assertThat(gateway.post("/mon/data/D/K?what=ever&&x", "v").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS"})
  void anotherMethodIsNotAllowed(String method) {
    try (Wire wire = gateway.connect()) {
      Reply data = wire.request(method, "/mon/data/D/K");
      isError(data, 405, "method-not-allowed");
      assertThat(data.header("allow")).contains("GET, HEAD, POST");
      Reply ring = wire.request(method, "/mon/ring/nodes");
      isError(ring, 405, "method-not-allowed");
      assertThat(ring.header("allow")).contains("GET, HEAD");
    }
  }

  @Test
  void aMethodThatNobodyKnowsIsRefused() {
    isError(gateway.on(wire -> wire.request("BREW", "/mon/data/D/K")), 501, "unreadable");
  }

  @Test
  void monitoringIsForReading() {
    isError(gateway.post("/mon/ring/nodes", ""), 405, "method-not-allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/mon", "/mon/dataD", "/mon/data%2FD", "/mon/ring", "/x", "//mon/data"})
  void anUnknownPathIsNotFound(String target) {
    isError(gateway.get(target), 404, "no-such-path");
    isError(gateway.post(target, "body"), 404, "no-such-path");
  }

  @Test
  void aTargetMayBeAbsolute() {
    gateway.post("/mon/data/D/K", "v");
    assertThat(gateway.get("http://test/mon/data/D/K?single").text()).isEqualTo("v");
  }

  @Test
  void anIdempotencyKeyHas1To128Bytes() {
    String longest = "k".repeat(PutOptions.MAX_IDEMPOTENCY_KEY_BYTES);
    assertThat(gateway.post("/mon/data/D/K", "v", "Idempotency-Key: " + longest).status())
        .isEqualTo(200);
    assertThat(gateway.ringo.putOptions.idempotencyKey()).contains(longest);
    isError(
        gateway.post("/mon/data/D/K", "v", "Idempotency-Key: k" + longest),
        400,
        "bad-idempotency-key");
    isError(gateway.post("/mon/data/D/K", "v", "Idempotency-Key:"), 400, "bad-idempotency-key");
    assertThat(gateway.ringo.entryCount()).isEqualTo(1);
  }

  @Test
  void whatIsNotHttpIsRefused() {
    try (Wire wire = gateway.connect()) {
      wire.send("GET /mon/ring/nodes HTTP/9.9\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      isError(wire.read(), 505, "unreadable");
      assertThat(wire.isClosed()).isTrue();
    }
    try (Wire wire = gateway.connect()) {
      wire.send("GET /mon/ring/nodes HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      isError(wire.read(), 400, "unreadable");
    }
  }
}
