package dev.ringo.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.client.CreateResult.Created;
import dev.ringo.client.GetResult.Found;
import dev.ringo.client.PutResult.Stored;
import dev.ringo.replica.LocalCopies;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Domains of many small chunks. The last member of the cluster holds no copies. */
final class ChunksTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final CreateOptions CREATE = CreateOptions.within(PATIENCE);
  private static final PutOptions PUT = PutOptions.within(PATIENCE);
  private static final GetOptions GET = GetOptions.within(PATIENCE);
  private static final int MEMBERS = 4;

  private static LocalCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        LocalCluster.start(
            MEMBERS - 1,
            1,
            Map.of("ringo.domain.chunk-size", 20_000, "ringo.domain.idle-after", "1 s"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static DomainName created(String name) throws Exception {
    DomainName domain = DomainName.of(name);
    assertThat(await(cluster.client(0).create(domain, CREATE))).isInstanceOf(Created.class);
    return domain;
  }

  private static byte[] value(int number, int length) {
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) '.');
    byte[] start = bytes(number + ":");
    System.arraycopy(start, 0, value, 0, start.length);
    return value;
  }

  private static int numberOf(Value value) {
    String text = new String(value.bytes(), StandardCharsets.UTF_8);
    return Integer.parseInt(text.substring(0, text.indexOf(':')));
  }

  private static Stored put(int member, DomainName domain, String key, byte[] value)
      throws Exception {
    return (Stored) await(cluster.client(member).put(domain, bytes(key), value, PUT));
  }

  /** All values, page by page. */
  private static List<Integer> numbers(
      int member, DomainName domain, String key, GetOptions options) throws Exception {
    RingoClient client = cluster.client(member);
    List<Integer> numbers = new ArrayList<>();
    Found page = (Found) await(client.get(domain, bytes(key), options));
    page.values().forEach(value -> numbers.add(numberOf(value)));
    while (page.more().isPresent()) {
      page = (Found) await(client.next(page.more().get()));
      page.values().forEach(value -> numbers.add(numberOf(value)));
    }
    return numbers;
  }

  @Test
  void aDomainGoesOnWithTheNextChunkAndGetsFindAllChunksInTheirOrder() throws Exception {
    DomainName domain = created("long");
    List<Integer> expected = new ArrayList<>();
    ChunkId last = null;
    for (int i = 0; i < 120; i++) {
      last = put(i % MEMBERS, domain, "k", value(i, 1_000)).chunk();
      put(i % MEMBERS, domain, "k" + i, value(i, 10));
      expected.add(i);
    }
    assertThat(last).isEqualTo(ChunkId.of(6, domain));
    for (int member = 0; member < MEMBERS; member++) {
      assertThat(numbers(member, domain, "k", GET)).isEqualTo(expected);
      assertThat(numbers(member, domain, "k77", GET)).containsExactly(77);
      assertThat(numbers(member, domain, "none", GET)).isEmpty();
      Found first = (Found) await(cluster.client(member).getOne(domain, bytes("k"), GET));
      assertThat(first.values()).extracting(ChunksTest::numberOf).containsExactly(0);
      assertThat(first.more()).isEmpty();
      Found single = (Found) await(cluster.client(member).getOne(domain, bytes("k119"), GET));
      assertThat(single.values()).extracting(ChunksTest::numberOf).containsExactly(119);
    }
    GetOptions any = GET.withRead(GetOptions.Read.ANY);
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> numbers(1, domain, "k", any).equals(expected));
  }

  @Test
  void noPutFailsAndNoneIsDoubledWhileChunksFillUp() throws Exception {
    DomainName domain = created("busy");
    List<CompletionStage<PutResult>> puts = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      puts.add(cluster.client(i % MEMBERS).put(domain, bytes("k" + i % 10), value(i, 300), PUT));
    }
    for (CompletionStage<PutResult> put : puts) {
      assertThat(await(put)).isInstanceOf(Stored.class);
    }
    List<Integer> found = new ArrayList<>();
    for (int key = 0; key < 10; key++) {
      found.addAll(numbers(key % MEMBERS, domain, "k" + key, GET));
    }
    assertThat(found).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(await(cluster.client(0).domains(Optional.empty(), 100, PATIENCE)))
        .filteredOn(status -> status.domain().equals(domain))
        // One batch of puts may be longer than a chunk.
        .allSatisfy(status -> assertThat(status.chunks()).isGreaterThan(1));
  }

  @Test
  void aValueThatIsLongerThanAChunkFillsOneAlone() throws Exception {
    DomainName domain = created("wide");
    for (int i = 0; i < 4; i++) {
      put(i, domain, "k", value(i, 50_000));
    }
    assertThat(numbers(3, domain, "k", GET)).containsExactly(0, 1, 2, 3);
    Found first = (Found) await(cluster.client(3).getOne(domain, bytes("k"), GET));
    assertThat(first.values()).extracting(ChunksTest::numberOf).containsExactly(0);
  }

  @Test
  void aRepeatedPutIsKnownInASealedChunkToo() throws Exception {
    DomainName domain = created("repeated");
    PutOptions keyed = PUT.withIdempotencyKey("once");
    Stored first =
        (Stored) await(cluster.client(0).put(domain, bytes("k"), value(0, 25_000), keyed));
    put(1, domain, "k", value(1, 25_000));
    put(1, domain, "k", value(2, 100));
    Stored again =
        (Stored) await(cluster.client(2).put(domain, bytes("k"), value(0, 25_000), keyed));
    assertThat(again.entry()).isEqualTo(first.entry());
    assertThat(numbers(3, domain, "k", GET)).containsExactly(0, 1, 2);
  }

  @Test
  void aDomainWithoutAnIndexTakesPutsAndFindsNothing() throws Exception {
    DomainName domain = DomainName.of("unindexed");
    CreateOptions options = new CreateOptions(OptionalInt.empty(), false, true, PATIENCE);
    assertThat(await(cluster.client(0).create(domain, options))).isInstanceOf(Created.class);
    PutOptions keyed = PUT.withIdempotencyKey("unindexed");
    Stored first = (Stored) await(cluster.client(0).put(domain, bytes("k"), value(0, 10), keyed));
    for (int i = 1; i < 30; i++) {
      put(i % MEMBERS, domain, "k", value(i, 1_000));
    }
    Stored again = (Stored) await(cluster.client(1).put(domain, bytes("k"), value(0, 10), keyed));
    assertThat(again.entry()).isEqualTo(first.entry());
    assertThat(numbers(0, domain, "k", GET)).isEmpty();
  }

  @Test
  void sealedChunksAreReadWithoutTheirOwners() throws Exception {
    DomainName domain = created("resting");
    for (int i = 0; i < 5; i++) {
      put(i % MEMBERS, domain, "k", value(i, 15_000));
    }
    // A member without the list of domains learns from an owner how many chunks there are.
    assertThat(numbers(3, domain, "k", GET)).hasSize(5);
    List<ChunkId> sealed = List.of(ChunkId.of(0, domain), ChunkId.of(1, domain));
    Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> !isAnyOwned(sealed));
    for (int member = 0; member < MEMBERS; member++) {
      assertThat(numbers(member, domain, "k", GET)).containsExactly(0, 1, 2, 3, 4);
    }
    assertThat(isAnyOwned(sealed)).isFalse();
  }

  private static boolean isAnyOwned(List<ChunkId> chunks) {
    return IntStream.range(0, MEMBERS - 1)
        .mapToObj(member -> LocalCopies.get(cluster.system(member)).owned())
        .anyMatch(owned -> chunks.stream().anyMatch(owned::contains));
  }

  @Test
  void aCachedKeyIsFoundInAllChunksAlsoInThoseThatFollow() throws Exception {
    DomainName domain = DomainName.of("cached");
    CreateOptions options = new CreateOptions(OptionalInt.empty(), true, false, PATIENCE);
    assertThat(await(cluster.client(0).create(domain, options))).isInstanceOf(Created.class);
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      put(0, domain, i % 3 == 0 ? "k" : "other", value(i, 12_000));
      if (i % 3 == 0) {
        expected.add(i);
      }
      assertThat(numbers(1, domain, "k", GET)).isEqualTo(expected);
      assertThat(numbers(1, domain, "none", GET)).isEmpty();
    }
  }
}
