package dev.ringo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.client.CreateResult;
import dev.ringo.client.Failure;
import dev.ringo.client.Failure.Reason;
import dev.ringo.client.GetResult;
import dev.ringo.client.PutResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the client's failures look to a caller. */
final class FailuresTest {

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

  private static Reply put(PutResult answer) {
    gateway.ringo.putAnswer = Optional.of(FakeRingo.done(answer));
    return gateway.post("/mon/data/D/K", "v");
  }

  private static Reply get(String target, Reason reason) {
    gateway.ringo.getAnswer =
        Optional.of(FakeRingo.done(new GetResult.GetFailed(new Failure(reason, "why"))));
    return gateway.get(target);
  }

  private static Reply create(Reason reason) {
    gateway.ringo.createAnswer =
        Optional.of(FakeRingo.done(new CreateResult.CreateFailed(new Failure(reason, "why"))));
    return gateway.post("/mon/data/D?create", "");
  }

  private static void is(Reply reply, int status, String body) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.text()).isEqualTo(body.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BUSY     | 503 | {'code':'busy','message':'why'}
          FULL     | 507 | {'code':'full','message':'why'}
          TIMEOUT  | 408 | 'Request timeout'
          UNAVAILABLE | 503 | {'code':'unavailable','message':'why'}
          NO_NODES | 503 | 'Empty ring'
          INVALID  | 400 | {'code':'invalid','message':'why'}
          """)
  void eachReasonHasItsReply(Reason reason, int status, String body) {
    Reply put = put(new PutResult.NotStored(new Failure(reason, "why")));
    is(put, status, body);
    assertThat(put.header("ringo-result")).contains("not-stored");
    is(get("/mon/data/D/K", reason), status, body);
    is(get("/mon/data/D/K?single", reason), status, body);
    is(create(reason), status, body);
  }

  @Test
  void busySaysWhenToTryAgain() {
    assertThat(get("/mon/data/D/K", Reason.BUSY).header("retry-after")).contains("1");
  }

  @Test
  void aPutWhoseOutcomeIsUnknownSaysSo() {
    Reply reply = put(new PutResult.Unknown("no answer in time"));
    is(reply, 408, "'Request timeout'");
    assertThat(reply.header("ringo-result")).contains("unknown");
  }

  @Test
  void aCreateThatTimedOutIsUnknown() {
    assertThat(create(Reason.TIMEOUT).header("ringo-result")).contains("unknown");
  }

  @Test
  void aBugInTheClientIsA500AndTheConnectionGoesOn() {
    gateway.ringo.putAnswer =
        Optional.of(CompletableFuture.failedFuture(new IllegalStateException("on purpose")));
    try (Wire wire = gateway.connect()) {
      Reply reply = wire.post("/mon/data/D/K", "v");
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.text()).startsWith("{\"code\":\"internal\"").doesNotContain("on purpose");
      assertThat(wire.get("/mon/ring/nodes").status()).isEqualTo(200);
    }
  }
}
