package dev.ringo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.client.Failure;
import dev.ringo.client.Failure.Reason;
import dev.ringo.client.GetResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key's values go out page by page, as their reader takes them. */
final class StreamingTest {

  private static final String TARGET = "/mon/data/D/K";
  private static final int VALUE = 200_000;

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.with("ringo.http.max-reply-bytes = 1 MiB");
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

  private static void put(int values, int length) {
    byte[] value = new byte[length];
    try (Wire wire = gateway.connect()) {
      for (int i = 0; i < values; i++) {
        Arrays.fill(value, (byte) ('a' + i % 26));
        wire.post(TARGET, value);
      }
    }
  }

  private static String expected(int values, int length) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < values; i++) {
      String letter = Character.toString('a' + i % 26);
      all.append(length).append(" ok ").append(letter.repeat(length));
    }
    return all.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 10",
    "3, 10",
    "4, 10",
    "1000, 1",
    "7, 0",
    "5, 16384",
    "5, 16383",
    "9, 50000",
    "2, 1048576"
  })
  void allValuesComeInOrder(int values, int length) {
    put(values, length);
    Reply reply = gateway.get(TARGET);
    assertThat(reply.isChunked()).isTrue();
    assertThat(reply.text()).isEqualTo(expected(values, length));
  }

  @Test
  void aLargeFirstValueHasItsLength() {
    put(2, VALUE);
    Reply reply = gateway.get(TARGET + "?single");
    assertThat(reply.header("content-length")).contains(Integer.toString(VALUE));
    assertThat(reply.text()).isEqualTo("a".repeat(VALUE));
  }

  @Test
  void pagesAreFetchedAsTheReaderTakesThem() {
    gateway.ringo.pageSize = 1;
    int values = 200;
    put(values, VALUE);
    try (Wire slow = Wire.withReceiveBuffer(gateway.address(), 8_192)) {
      slow.head("GET", TARGET);
      slow.readHead();
      // Whatever the kernels' buffers take, a page is fetched only when the one before is gone.
      assertThat(pagesWhenNothingMoves()).isLessThan(values / 2);
      assertThat(gateway.get(TARGET + "?single").status()).isEqualTo(200);
    }
    gateway.allRoomComesBack();
  }

  /**
   * The number of pages once the reply stands still: the same for 20 exchanges on another
   * connection.
   */
  private static int pagesWhenNothingMoves() {
    try (Wire wire = gateway.connect()) {
      int same = 0;
      int pages = -1;
      while (same < 20) {
        wire.get("/mon/ring/nodes");
        int now = gateway.ringo.pages.get();
        same = now == pages ? same + 1 : 0;
        pages = now;
      }
      return pages;
    }
  }

  @Test
  void aSlowReaderGetsEverything() throws Exception {
    gateway.ringo.pageSize = 2;
    int values = 30;
    put(values, VALUE);
    try (Wire slow = Wire.withReceiveBuffer(gateway.address(), 8_192)) {
      slow.head("GET", TARGET);
      pagesWhenNothingMoves();
      assertThat(slow.read().text()).isEqualTo(expected(values, VALUE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TARGET, TARGET + "?single"})
  void repliesUnderWayAreBounded(String target) {
    put(1, VALUE);
    gateway.allRoomComesBack();
    long others = gateway.budgets.replies().limit() - VALUE + 1;
    gateway.budgets.replies().take(others);
    Reply busy = gateway.get(target);
    assertThat(busy.status()).isEqualTo(503);
    assertThat(busy.text()).startsWith("{\"code\":\"busy\"");
    assertThat(busy.header("retry-after")).contains("1");
    gateway.budgets.replies().giveBack(others);
    assertThat(gateway.get(target).status()).isEqualTo(200);
    gateway.allRoomComesBack();
  }

  @ParameterizedTest
  @CsvSource({"TIMEOUT, '0 timeout '", "BUSY, '0 error '", "NO_SUCH_DOMAIN, '0 error '"})
  void aFailureInTheMiddleIsTheLastItem(Reason reason, String item) {
    put(5, 10);
    gateway.ringo.nextAnswer =
        Optional.of(FakeRingo.done(new GetResult.GetFailed(new Failure(reason, "why"))));
    Reply reply = gateway.get(TARGET);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo(expected(3, 10) + item);
  }

  @Test
  void aBugInTheMiddleIsTheLastItem() {
    put(5, 10);
    gateway.ringo.nextAnswer =
        Optional.of(CompletableFuture.failedFuture(new IllegalStateException("on purpose")));
    assertThat(gateway.get(TARGET).text()).isEqualTo(expected(3, 10) + "0 error ");
  }

  @Test
  void anEmptyPageInTheMiddleIsSkipped() {
    put(4, 10);
    GetResult last = new GetResult.Found(List.of(), Optional.empty());
    gateway.ringo.nextAnswer = Optional.of(FakeRingo.done(last));
    assertThat(gateway.get(TARGET).text()).isEqualTo(expected(3, 10));
  }

  @Test
  void aHeadOfManyPagesFetchesNoMore() {
    gateway.ringo.pageSize = 1;
    put(50, 100);
    int before = gateway.ringo.pages.get();
    try (Wire wire = gateway.connect()) {
      assertThat(wire.request("HEAD", TARGET).status()).isEqualTo(200);
      assertThat(wire.get("/mon/ring/nodes").status()).isEqualTo(200);
    }
    assertThat(gateway.ringo.pages.get() - before).isLessThanOrEqualTo(2);
    gateway.allRoomComesBack();
  }

  @Test
  void aReaderOfHttp10GetsTheBytesAlone() throws Exception {
    put(2, 10);
    try (Wire wire = gateway.connect()) {
      wire.send(("GET " + TARGET + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      assertThat(wire.readHead().isChunked()).isFalse();
      byte[] body = wire.readExactly(expected(2, 10).length());
      assertThat(new String(body, StandardCharsets.US_ASCII)).isEqualTo(expected(2, 10));
      assertThat(wire.isClosed()).isTrue();
    }
  }
}
