package dev.ringo.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

  @Property
  void aPositionIsAnUnsigned128BitNumber(
      @ForAll long high, @ForAll long low, @ForAll long otherHigh, @ForAll long otherLow) {
    RingPosition one = new RingPosition(high, low);
    RingPosition other = new RingPosition(otherHigh, otherLow);
    assertThat(RingPosition.parse(one.toString())).isEqualTo(one);
    assertThat(RingPosition.parse(one.toString().toUpperCase(Locale.ROOT))).isEqualTo(one);
    assertThat(Integer.signum(one.compareTo(other)))
        .isEqualTo(
            new BigInteger(one.toString(), 16).compareTo(new BigInteger(other.toString(), 16)));
    assertThat(new RingPosition(high, low).compareTo(one)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0",
        "0123456789abcdef0123456789abcdeg",
        "0x23456789abcdef0123456789abcdef",
        "-123456789abcdef0123456789abcdef"
      })
  void anythingElseIsNoId(String text) {
    assertThatThrownBy(() -> NodeId.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 hex digits");
    assertThatThrownBy(() -> ChunkId.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  /** The digests are those of {@code md5sum}. */
  @Test
  void aChunksIdIsTheDigestOfItsNumberAndDomain() {
    assertThat(ChunkId.of(0, DomainName.of("D"))).hasToString("7594EBEDBD0D4DEF8EB95E2C09AD69A4");
    assertThat(ChunkId.of(12, DomainName.of("büch")))
        .hasToString("B715D0BB0CF934091306BB1297A90249");
  }

  @Test
  void aChunksShardIsItsTopTenBits() {
    assertThat(ChunkId.parse("00000000000000000000000000000000").shard()).isZero();
    assertThat(ChunkId.parse("003FFFFFFFFFFFFFFFFFFFFFFFFFFFFF").shard()).isZero();
    assertThat(ChunkId.parse("00400000000000000000000000000000").shard()).isEqualTo(1);
    assertThat(ChunkId.parse("FFC00000000000000000000000000000").shard()).isEqualTo(1023);
  }

  @Property
  void aShardBeginsBeforeItsChunks(@ForAll long high, @ForAll long low) {
    ChunkId chunk = new ChunkId(new RingPosition(high, low));
    RingPosition start = ChunkId.startOfShard(chunk.shard());
    assertThat(start).isLessThanOrEqualTo(chunk.position());
    assertThat(new ChunkId(start).shard()).isEqualTo(chunk.shard());
  }

  @Test
  void aNodesIdIsLowerCaseAndNewEachTime() {
    NodeId id = NodeId.parse("ABCDEF0123456789ABCDEF0123456789");
    assertThat(id).hasToString("abcdef0123456789abcdef0123456789");
    assertThat(NodeId.random()).isNotEqualTo(NodeId.random());
  }

  @Test
  void aNodesNameHasItsIdAndHost() {
    String text = "ringo-abcdef0123456789abcdef0123456789@a.example";
    NodeName name = NodeName.parse(text);
    assertThat(name.host()).isEqualTo("a.example");
    assertThat(name).hasToString(text);
    assertThatThrownBy(() -> NodeName.parse("ringo-abc@a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void aDomainsNameIsAnyBytes(@ForAll @Size(min = 1, max = DomainName.MAX_BYTES) byte[] bytes) {
    assertThat(DomainName.of(bytes).bytes()).isEqualTo(bytes);
  }

  @Test
  void aDomainsNameIsReadAsUtf8() {
    assertThat(DomainName.of("büch")).hasToString("büch");
    assertThat(DomainName.of("büch").bytes()).isEqualTo("büch".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aDomainsNameIsNeitherEmptyNorLong() {
    assertThatThrownBy(() -> DomainName.of("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DomainName.of(new byte[DomainName.MAX_BYTES + 1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
