package dev.ringo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.client.CreateResult;
import dev.ringo.client.GetOptions.Read;
import dev.ringo.client.PutOptions;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The replies of the Erlang gateway's data paths, byte for byte. */
final class DataTest {

  private static final DomainName D = DomainName.of("D");
  private static final String OWNER = FakeRingo.NODE.toString();
  private static final String CHUNK = ChunkId.of(0, D).toString();

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
  }

  private static void create() {
    gateway.post("/mon/data/D?create", "");
  }

  private static void isJson(Reply reply, int status, String body) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.text()).isEqualTo(body);
    assertThat(reply.header("content-type")).contains("text/plain");
    assertThat(reply.header("content-length")).contains(Integer.toString(body.length()));
  }

  private static void isBytes(Reply reply, String body) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo(body);
    assertThat(reply.header("content-type")).contains("application/octet-stream");
  }

  @Test
  void aCreateAnswersOwnerAndChunk() {
    Reply reply = gateway.post("/mon/data/D?create", "");
    isJson(reply, 200, "[\"ok\",[\"" + OWNER + "\",\"" + CHUNK + "\"]]");
    assertThat(CHUNK).matches("[0-9A-F]{32}");
    assertThat(reply.header("server")).contains("Ringo");
    assertThat(reply.header("ringo-copies")).isEmpty();
  }

  @Test
  void aSecondCreateIsAnError() {
    create();
    isJson(gateway.post("/mon/data/D?create", ""), 200, "[\"error\",\"domain already exists\"]");
  }

  @Test
  void aCreateTakesItsParameters() {
    gateway.post("/mon/data/D?create=1&nrepl=7&keycache&noindex=&timeout=1234", "");
    assertThat(gateway.ringo.createOptions.replicas()).isEqualTo(OptionalInt.of(7));
    assertThat(gateway.ringo.createOptions.keycache()).isTrue();
    assertThat(gateway.ringo.createOptions.noindex()).isTrue();
    assertThat(gateway.ringo.createOptions.timeout()).isEqualTo(Duration.ofMillis(1234));
  }

  @Test
  void aCreateWithoutParametersLeavesThemToTheClient() {
    gateway.post("/mon/data/D?create", "");
    assertThat(gateway.ringo.createOptions.replicas()).isEmpty();
    assertThat(gateway.ringo.createOptions.keycache()).isFalse();
    assertThat(gateway.ringo.createOptions.noindex()).isFalse();
    assertThat(gateway.ringo.createOptions.timeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aCreateWithFewerCopiesThanWantedSaysSoInAHeader() {
    gateway.ringo.createAnswer =
        Optional.of(
            FakeRingo.done(new CreateResult.Created(FakeRingo.NODE, ChunkId.of(0, D), 2, 3)));
    Reply reply = gateway.post("/mon/data/D?create", "");
    isJson(reply, 200, "[\"ok\",[\"" + OWNER + "\",\"" + CHUNK + "\"]]");
    assertThat(reply.header("ringo-copies")).contains("2 of 3");
  }

  @Test
  void aPostToADomainWithoutTheFlagCreatesNothing() {
    isJson(gateway.post("/mon/data/D", ""), 400, "\"Create flag missing\"");
    isJson(gateway.post("/mon/data/D", "body"), 400, "\"Create flag missing\"");
    isJson(gateway.post("/mon/data/D?nrepl=2", ""), 400, "\"Create flag missing\"");
  }

  @Test
  void aPutAnswersOwnerChunkAndEntry() {
    create();
    isJson(
        gateway.post("/mon/data/D/K", "value"),
        200,
        "[\"ok\",\"" + OWNER + "\",\"" + CHUNK + "\",\"" + FakeRingo.ENTRY + "\"]");
    assertThat(FakeRingo.ENTRY.toString()).matches("[0-9A-F]+");
    assertThat(gateway.ringo.putOptions).isEqualTo(PutOptions.within(Duration.ofSeconds(10)));
  }

  @Test
  void aPutToAMissingDomainIsAnError() {
    Reply reply = gateway.post("/mon/data/D/K", "value");
    isJson(reply, 200, "[\"error\",\"Domain doesn't exist\"]");
    assertThat(reply.header("ringo-result")).contains("no-such-domain");
  }

  @Test
  void aPutCarriesItsIdempotencyKey() {
    create();
    gateway.post("/mon/data/D/K", "value", "Idempotency-Key: once");
    assertThat(gateway.ringo.putOptions.idempotencyKey()).contains("once");
  }

  @Test
  void aGetAnswersEveryValueWithItsLength() {
    create();
    gateway.post("/mon/data/D/K", "testvalue");
    gateway.post("/mon/data/D/K", "second value");
    Reply reply = gateway.get("/mon/data/D/K");
    isBytes(reply, "9 ok testvalue12 ok second value");
    assertThat(reply.isChunked()).isTrue();
    assertThat(gateway.ringo.getOptions.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(gateway.ringo.getOptions.read()).isEqualTo(Read.CONFIRMED);
  }

  @Test
  void anEmptyValueIsAValue() {
    create();
    gateway.post("/mon/data/D/K", "");
    isBytes(gateway.get("/mon/data/D/K"), "0 ok ");
    isBytes(gateway.get("/mon/data/D/K?single"), "");
  }

  @Test
  void aSingleGetAnswersTheFirstValue() {
    create();
    gateway.post("/mon/data/D/K", "testvalue");
    gateway.post("/mon/data/D/K", "second value");
    Reply reply = gateway.get("/mon/data/D/K?single");
    isBytes(reply, "testvalue");
    assertThat(reply.header("content-length")).contains("9");
  }

  @Test
  void aGetMayReadAnyCopy() {
    create();
    gateway.get("/mon/data/D/K?single&read=any&timeout=99");
    assertThat(gateway.ringo.getOptions.read()).isEqualTo(Read.ANY);
    assertThat(gateway.ringo.getOptions.timeout()).isEqualTo(Duration.ofMillis(99));
  }

  @Test
  void aGetOfAMissingKeyIsEmptyAndSaysWhy() {
    create();
    Reply reply = gateway.get("/mon/data/D/K");
    isBytes(reply, "");
    assertThat(reply.header("ringo-result")).contains("no-such-key");
  }

  @Test
  void aGetInAMissingDomainIsEmptyAndSaysWhy() {
    Reply reply = gateway.get("/mon/data/D/K");
    isBytes(reply, "");
    assertThat(reply.header("ringo-result")).contains("no-such-domain");
  }

  @Test
  void aSingleGetOfNothingIsNotFound() {
    Reply noDomain = gateway.get("/mon/data/D/K?single");
    isJson(noDomain, 404, "\"Key not found\"");
    assertThat(noDomain.header("ringo-result")).contains("no-such-domain");
    create();
    Reply noKey = gateway.get("/mon/data/D/K?single");
    isJson(noKey, 404, "\"Key not found\"");
    assertThat(noKey.header("ringo-result")).contains("no-such-key");
  }

  @Test
  void aHeadAnswersLikeAGetWithoutItsBody() {
    create();
    gateway.post("/mon/data/D/K", "testvalue");
    try (Wire wire = gateway.connect()) {
      Reply single = wire.request("HEAD", "/mon/data/D/K?single");
      assertThat(single.status()).isEqualTo(200);
      assertThat(single.header("content-type")).contains("application/octet-stream");
      assertThat(single.header("content-length")).contains("9");
      assertThat(wire.request("HEAD", "/mon/data/D/K").status()).isEqualTo(200);
      assertThat(wire.request("HEAD", "/mon/data/D/none?single").status()).isEqualTo(404);
      isBytes(wire.get("/mon/data/D/K?single"), "testvalue");
    }
  }

  @Test
  void aConnectionServesOneRequestAfterTheOther() {
    create();
    try (Wire wire = gateway.connect()) {
      for (int i = 0; i < 100; i++) {
        assertThat(wire.post("/mon/data/D/" + i, "value " + i).status()).isEqualTo(200);
        isBytes(wire.get("/mon/data/D/" + i + "?single"), "value " + i);
        isBytes(wire.get("/mon/data/D/" + i), ("value " + i).length() + " ok value " + i);
      }
    }
  }
}
