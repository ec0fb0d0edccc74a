package dev.ringo.client;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.ringo.client.CreateResult.AlreadyExists;
import dev.ringo.client.CreateResult.Created;
import dev.ringo.client.Failure.Reason;
import dev.ringo.client.GetResult.Found;
import dev.ringo.client.GetResult.GetFailed;
import dev.ringo.client.PutResult.NotStored;
import dev.ringo.client.PutResult.Stored;
import dev.ringo.domain.DomainEntity.PutBatch;
import dev.ringo.domain.DomainEntity.PutReply;
import dev.ringo.domain.DomainEntity.PutStatus;
import dev.ringo.domain.Domains;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class RingoClientTest {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final CreateOptions CREATE = CreateOptions.within(PATIENCE);
  private static final PutOptions PUT = PutOptions.within(PATIENCE);
  private static final GetOptions GET = GetOptions.within(PATIENCE);

  private static LocalCluster cluster;

  @BeforeAll
  static void start() {
    cluster = LocalCluster.start(3, 1, Map.of());
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

  private static List<String> values(GetResult result) {
    return ((Found) result)
        .values().stream().map(value -> new String(value.bytes(), StandardCharsets.UTF_8)).toList();
  }

  @Test
  void aDomainIsCreatedOnceWithThreeCopies() throws Exception {
    DomainName domain = DomainName.of("created");
    Created created = (Created) await(cluster.client(0).create(domain, CREATE));
    assertThat(created.copies()).isEqualTo(3);
    assertThat(created.wanted()).isEqualTo(3);
    assertThat(await(cluster.client(1).create(domain, CREATE))).isInstanceOf(AlreadyExists.class);
  }

  @Test
  void aDomainForMoreCopiesThanNodesHasAsManyAsThereAre() throws Exception {
    Created created =
        (Created) await(cluster.client(0).create(DomainName.of("wide"), CREATE.withReplicas(7)));
    assertThat(created.copies()).isEqualTo(3);
    assertThat(created.wanted()).isEqualTo(8);
  }

  @Test
  void valuesOfAKeyComeBackInTheOrderOfTheirAcknowledgementThroughEveryMember() throws Exception {
    DomainName domain = created("ordered");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      PutResult stored = await(cluster.client(i % 4).put(domain, bytes("k"), bytes("v" + i), PUT));
      assertThat(stored).isInstanceOf(Stored.class);
      expected.add("v" + i);
      assertThat(values(await(cluster.client((i + 1) % 4).get(domain, bytes("k"), GET))))
          .isEqualTo(expected);
    }
    assertThat(values(await(cluster.client(3).getOne(domain, bytes("k"), GET))))
        .containsExactly("v0");
  }

  @Test
  void aMissingKeyHasNoValuesAndAMissingDomainIsSaidToBeMissing() throws Exception {
    DomainName domain = created("sparse");
    assertThat(values(await(cluster.client(3).get(domain, bytes("none"), GET)))).isEmpty();
    DomainName missing = DomainName.of("missing");
    GetFailed get = (GetFailed) await(cluster.client(0).get(missing, bytes("k"), GET));
    assertThat(get.failure().reason()).isEqualTo(Reason.NO_SUCH_DOMAIN);
    NotStored put = (NotStored) await(cluster.client(0).put(missing, bytes("k"), bytes("v"), PUT));
    assertThat(put.failure().reason()).isEqualTo(Reason.NO_SUCH_DOMAIN);
  }

  @Test
  void manyPutsAtOnceAreAllStored() throws Exception {
    DomainName domain = created("many");
    List<CompletionStage<PutResult>> puts =
        IntStream.range(0, 5_000)
            .mapToObj(
                i -> cluster.client(i % 4).put(domain, bytes("k" + i), bytes("value of " + i), PUT))
            .toList();
    for (CompletionStage<PutResult> put : puts) {
      assertThat(await(put)).isInstanceOf(Stored.class);
    }
    for (int i = 0; i < 5_000; i += 100) {
      assertThat(values(await(cluster.client(i % 4).get(domain, bytes("k" + i), GET))))
          .containsExactly("value of " + i);
    }
  }

  @Test
  void aKeyWithMoreValuesThanOneAnswerCarriesIsReadInPages() throws Exception {
    DomainName domain = created("paged");
    String large = "x".repeat(50_000);
    for (int i = 0; i < 30; i++) {
      await(cluster.client(0).put(domain, bytes("k"), bytes(large + i), PUT));
    }
    List<String> values = new ArrayList<>();
    Found page = (Found) await(cluster.client(1).get(domain, bytes("k"), GET));
    values.addAll(values(page));
    assertThat(values).hasSizeLessThan(30);
    while (page.more().isPresent()) {
      page = (Found) await(cluster.client(1).next(page.more().get()));
      values.addAll(values(page));
    }
    assertThat(values).isEqualTo(IntStream.range(0, 30).mapToObj(i -> large + i).toList());
  }

  @Test
  void anIdempotencyKeyStoresOnceThroughWhicheverMember() throws Exception {
    DomainName domain = created("idempotent");
    PutOptions options = PUT.withIdempotencyKey("order-17");
    Stored first = (Stored) await(cluster.client(0).put(domain, bytes("k"), bytes("v"), options));
    Stored again = (Stored) await(cluster.client(1).put(domain, bytes("k"), bytes("v"), options));
    assertThat(again.entry()).isEqualTo(first.entry());
    assertThat(values(await(cluster.client(2).get(domain, bytes("k"), GET)))).containsExactly("v");
  }

  @Test
  void allCopiesHaveWhatIsAcknowledgedByAll() throws Exception {
    DomainName domain = created("all");
    await(cluster.client(0).put(domain, bytes("k"), bytes("v"), PUT.withAck(PutOptions.Ack.ALL)));
    assertThat(await(cluster.client(0).copiesOf(domain, PATIENCE)))
        .hasSize(3)
        .allMatch(copy -> copy.entries() == 1);
  }

  @Test
  void aReadOfAnyCopySeesAnEntryInTheEnd() throws Exception {
    DomainName domain = created("any");
    await(cluster.client(0).put(domain, bytes("k"), bytes("v"), PUT));
    GetOptions any = GET.withRead(GetOptions.Read.ANY);
    for (int i = 0; i < 4; i++) {
      RingoClient client = cluster.client(i);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> values(await(client.get(domain, bytes("k"), any))).equals(List.of("v")));
    }
  }

  @Test
  void badRequestsAreRefusedWithWhatIsRight() throws Exception {
    DomainName domain = created("bad");
    NotStored noKey = (NotStored) await(cluster.client(0).put(domain, bytes(""), bytes("v"), PUT));
    assertThat(noKey.failure().message()).isEqualTo("a key has 1 to 4096 bytes, not 0");
    NotStored large =
        (NotStored)
            await(cluster.client(0).put(domain, bytes("k"), new byte[1024 * 1024 + 1], PUT));
    assertThat(large.failure().reason()).isEqualTo(Reason.INVALID);
    assertThat(await(cluster.client(0).put(domain, new byte[4096], new byte[1024 * 1024], PUT)))
        .isInstanceOf(Stored.class);
  }

  @Test
  void theRingShowsEveryNode() throws Exception {
    List<NodeStatus> nodes = await(cluster.client(3).nodes(PATIENCE));
    assertThat(nodes).hasSize(3).allMatch(node -> node.figures().isPresent());
  }

  @Test
  void twoEntriesThatGotTheSameIdByChanceAreBothStored() throws Exception {
    DomainName domain = created("chance");
    EntryId id = EntryId.at(Instant.now().getEpochSecond());
    byte[] first = Frame.encode(id, 0, bytes("a"), bytes("1"));
    byte[] second = Frame.encode(id, 0, bytes("b"), bytes("2"));
    assertThat(put(domain, first)).containsExactly(PutStatus.STORED);
    assertThat(put(domain, second)).containsExactly(PutStatus.ID_TAKEN);
    assertThat(put(domain, first)).containsExactly(PutStatus.STORED);
    byte[] renewed = Frame.encode(new EntryId(id.value() + 1), 0, bytes("b"), bytes("2"));
    assertThat(put(domain, renewed)).containsExactly(PutStatus.STORED);
    assertThat(values(await(cluster.client(1).get(domain, bytes("a"), GET)))).containsExactly("1");
    assertThat(values(await(cluster.client(1).get(domain, bytes("b"), GET)))).containsExactly("2");
  }

  private static PutStatus[] put(DomainName domain, byte[] entry) {
    TestProbe<PutReply> probe = TestProbe.create(cluster.system(0));
    Domains.get(cluster.system(0))
        .tell(new PutBatch(1, ChunkId.of(0, domain), false, entry, probe.ref()));
    return probe.receiveMessage(PATIENCE).statuses();
  }
}
