package dev.ringo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.ringo.ring.DomainName;
import dev.ringo.value.ValueFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values too long for memory go through files, and parts of a value can be asked for. */
final class LargeValuesTest {

  private static final DomainName D = DomainName.of("D");
  private static final byte[] K = {'K'};
  private static final String TARGET = "/mon/data/D/K";
  private static final int INLINE = 100_000;
  private static final int MAX = 3_000_000;

  @TempDir private static Path directory;

  private static RunningGateway gateway;

  @BeforeAll
  static void start() throws IOException {
    gateway =
        RunningGateway.with(
            """
            ringo.store.on-disk = on
            ringo.value { max = 3000000, inline-max = 100000 }
            ringo.http { max-upload-bytes = 3 MiB, drain-limit = 5000000, body-timeout = 2s }
            """);
    gateway.ringo.files = new ValueFiles(directory);
    gateway.ringo.files.clearIncoming();
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

  private static void put(byte[] value) {
    assertThat(gateway.on(wire -> wire.post(TARGET, value)).status()).isEqualTo(200);
  }

  /** Nothing is left of values that came in, neither in memory nor on the disk. */
  private static void nothingIsLeft() {
    gateway.allRoomComesBack();
    gateway.eventually(
        () -> {
          try (Stream<Path> files = Files.list(directory.resolve("incoming"))) {
            assertThat(files).isEmpty();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"100000, true", "100001, false", "1000000, false", "3000000, false"})
  void aValueOfAnyLengthComesBack(int length, boolean here) {
    byte[] value = value(length);
    put(value);
    assertThat(gateway.ringo.stored(D, K).get(0).isHere()).isEqualTo(here);
    Reply reply = gateway.get(TARGET + "?single");
    assertThat(reply.header("content-length")).contains(Integer.toString(length));
    assertThat(reply.bytes()).isEqualTo(value);
    assertThat(gateway.on(wire -> wire.request("HEAD", TARGET + "?single")).headers())
        .containsEntry("content-length", Integer.toString(length))
        .containsEntry("accept-ranges", "bytes");
    nothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, INLINE, INLINE + 1, MAX})
  void aValueMayComeInChunks(int length) {
    byte[] value = value(length);
    try (Wire wire = gateway.connect()) {
      wire.head("POST", TARGET, "Transfer-Encoding: chunked");
      for (int at = 0; at < length; at += 70_000) {
        wire.chunk(Arrays.copyOfRange(value, at, Math.min(length, at + 70_000)));
      }
      wire.lastChunk();
      assertThat(wire.read().status()).isEqualTo(200);
    }
    assertThat(gateway.ringo.stored(D, K).get(0).isHere()).isEqualTo(length <= INLINE);
    assertThat(gateway.get(TARGET + "?single").bytes()).isEqualTo(value);
    nothingIsLeft();
  }

  @Test
  void shortAndLongValuesOfAKeyComeInOrder() {
    byte[][] values = {value(10), value(500_000), value(50_000), value(200_000)};
    for (byte[] value : values) {
      put(value);
    }
    StringBuilder expected = new StringBuilder();
    for (byte[] value : values) {
      expected.append(value.length).append(" ok ");
      expected.append(new String(value, StandardCharsets.ISO_8859_1));
    }
    assertThat(gateway.get(TARGET).latin1()).isEqualTo(expected.toString());
    gateway.allRoomComesBack();
  }

  @Test
  void aLargerValueIsRefused() {
    for (String encoding :
        new String[] {"Content-Length: " + (MAX + 1), "Transfer-Encoding: chunked"}) {
      try (Wire wire = gateway.connect()) {
        wire.head("POST", TARGET, encoding);
        if (encoding.endsWith("chunked")) {
          for (int i = 0; i < 4; i++) {
            wire.chunk(value(MAX / 4 + 1));
          }
          wire.lastChunk();
        } else {
          wire.send(value(MAX + 1));
        }
        assertThat(wire.read().status()).isEqualTo(413);
      }
    }
    assertThat(gateway.ringo.puts).hasValue(0);
    nothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 3000000", "Transfer-Encoding: chunked"})
  void nothingIsStoredOfABodyThatIsCutOff(String encoding) {
    try (Wire wire = gateway.connect()) {
      wire.head("POST", TARGET, encoding);
      byte[] half = value(MAX / 2);
      if (encoding.endsWith("chunked")) {
        wire.chunk(Arrays.copyOf(half, MAX / 4));
      } else {
        wire.send(half);
      }
      wire.endOutput();
      Reply reply = wire.read();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).startsWith("{\"code\":\"body-cut-off\"");
    }
    assertThat(gateway.ringo.puts).hasValue(0);
    nothingIsLeft();
  }

  @Test
  void aLongValueHasMoreTimeUnlessItsCallerSaysOtherwise() {
    put(value(MAX));
    assertThat(gateway.ringo.putOptions.timeout()).isEqualTo(Duration.ofSeconds(12));
    assertThat(gateway.on(wire -> wire.post(TARGET + "?timeout=7000", value(MAX))).status())
        .isEqualTo(200);
    assertThat(gateway.ringo.putOptions.timeout()).isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, 0, 10",
    "bytes=299990-, 299990, 300000",
    "bytes=-300, 299700, 300000",
    "bytes=-999999, 0, 300000",
    "bytes=100000-400000, 100000, 300000",
    "bytes=262143-262144, 262143, 262145"
  })
  void aRangeOfAValueIsThatPartOfIt(String range, int from, int to) {
    for (int length : new int[] {300_000, 99_999}) {
      gateway.ringo.reset();
      gateway.post("/mon/data/D?create", "");
      byte[] value = value(length);
      put(value);
      Reply reply = gateway.on(wire -> wire.request("GET", TARGET + "?single", "Range: " + range));
      if (length == 300_000) {
        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.header("content-range"))
            .contains("bytes " + from + "-" + (to - 1) + "/300000");
        assertThat(reply.bytes()).isEqualTo(Arrays.copyOfRange(value, from, to));
      } else if (from >= length && !range.startsWith("bytes=-")) {
        assertThat(reply.status()).isEqualTo(416);
        assertThat(reply.header("content-range")).contains("bytes */99999");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-1,5-6", "lines=0-1"})
  void otherRangesAreNotTaken(String range) {
    put(value(1_000));
    Reply reply = gateway.on(wire -> wire.request("GET", TARGET + "?single", "Range: " + range));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.bytes()).isEqualTo(value(1_000));
  }

  @Test
  void aRangeOfAnotherValueIsNotTaken() {
    put(value(1_000));
    String tag = gateway.get(TARGET + "?single").header("etag").orElseThrow();
    String[] headers = {"Range: bytes=1-2", "If-Range: \"other\""};
    assertThat(gateway.on(wire -> wire.request("GET", TARGET + "?single", headers)).status())
        .isEqualTo(200);
    headers[1] = "If-Range: " + tag;
    assertThat(gateway.on(wire -> wire.request("GET", TARGET + "?single", headers)).status())
        .isEqualTo(206);
  }

  private static ByteString firstOfTwo(int part) throws IOException {
    if (part == 2) {
      throw new IOException("on purpose");
    }
    return ByteString.fromArray(new byte[100_000]);
  }

  @Test
  void aValueThatCannotBeReadToItsEndDoesNotLookWhole() {
    put(value(500_000));
    Source<ByteString, NotUsed> cutOff = Source.range(1, 2).map(LargeValuesTest::firstOfTwo);
    gateway.ringo.streamed = Optional.of(cutOff);
    for (String target : new String[] {TARGET + "?single", TARGET}) {
      try (Wire wire = gateway.connect()) {
        assertThatThrownBy(() -> wire.get(target)).isInstanceOf(UncheckedIOException.class);
      }
    }
    gateway.ringo.streamed = Optional.of(Source.failed(new IOException("on purpose")));
    assertThat(gateway.get(TARGET).text()).isEqualTo("0 error ");
    gateway.allRoomComesBack();
  }
}
