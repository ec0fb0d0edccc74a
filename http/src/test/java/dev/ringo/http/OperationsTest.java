package dev.ringo.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.RawRequestURI;
import dev.ringo.http.GatewaySettings.Timeouts;
import dev.ringo.http.Operation.GetAll;
import dev.ringo.http.Operation.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Any bytes may be a name and a key, however they are percent-encoded. */
final class OperationsTest {

  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@";
  private static final Duration TIME = Duration.ofSeconds(1);

  private final Operations operations =
      new Operations(new Timeouts(TIME, TIME, TIME, TIME, Duration.ofMinutes(1)));

  private Operation get(String target) {
    return operations.of(
        HttpRequest.create().withMethod(HttpMethods.GET).addHeader(RawRequestURI.create(target)));
  }

  @Property
  void aNameAndAKeyComeBackAsTheyWere(
      @ForAll @Size(min = 1, max = 1024) byte[] domain,
      @ForAll @Size(min = 1, max = 4096) byte[] key,
      @ForAll long seed) {
    Random random = new Random(seed);
    Operation operation =
        get("/mon/data/" + encoded(domain, random) + "/" + encoded(key, random) + "?x=/y/z");
    assertThat(operation).isInstanceOf(GetAll.class);
    assertThat(((GetAll) operation).domain().bytes()).isEqualTo(domain);
    assertThat(((GetAll) operation).key().bytes()).isEqualTo(key);
  }

  /** What need not be encoded is encoded or not, as chance will have it. */
  private static String encoded(byte[] bytes, Random random) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : bytes) {
      boolean plain = UNRESERVED.indexOf((char) (b & 0xff)) >= 0 && random.nextBoolean();
      String form = random.nextBoolean() ? "%%%02X" : "%%%02x";
      encoded.append(plain ? Character.toString(b & 0xff) : String.format(form, b));
    }
    return encoded.toString();
  }

  @Property
  void whateverIsSentIsReadOrRefused(
      @ForAll @StringLength(max = 100) @CharRange(from = ' ', to = '\u00ff') String target) {
    assertThat(get("/mon/data/" + target))
        .isInstanceOfAny(GetAll.class, Operation.GetFirst.class, Refused.class);
    assertThat(get(target)).isNotNull();
  }

  @Property
  void decodingIsTheInverseOfEncoding(@ForAll byte[] bytes, @ForAll long seed) {
    assertThat(PercentEncoding.decode(encoded(bytes, new Random(seed)))).hasValue(bytes);
    String latin1 = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(PercentEncoding.decodeLatin1(encoded(bytes, new Random(seed)))).hasValue(latin1);
  }
}
