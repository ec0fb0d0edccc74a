package dev.ringo.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.catalog.Catalog;
import dev.ringo.client.CreateResult.AlreadyExists;
import dev.ringo.client.CreateResult.Created;
import dev.ringo.client.Failure.Reason;
import dev.ringo.client.GetResult.GetFailed;
import dev.ringo.client.PutResult.NotStored;
import dev.ringo.ring.DomainName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The domains that there are, also those of which no node has a copy any more. */
final class CatalogTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BRIEF = Duration.ofSeconds(2);
  private static final CreateOptions CREATE = CreateOptions.within(PATIENCE);
  private static final DomainName DOMAIN = DomainName.of("events");

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(90, TimeUnit.SECONDS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> names(RingoClient client) throws Exception {
    return await(client.domains(Optional.empty(), 100, PATIENCE)).stream()
        .map(domain -> domain.domain().toString())
        .toList();
  }

  private static void awaitList(RingoClient client, String... names) {
    Awaitility.await().atMost(PATIENCE).until(() -> names(client).equals(List.of(names)));
  }

  @Test
  void everyMemberListsTheDomainsAlsoOneThatJoinsLater() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(2, 1, Map.of())) {
      await(cluster.client(0).create(DomainName.of("b"), CREATE));
      await(cluster.client(1).create(DomainName.of("a"), CREATE.withReplicas(0)));
      for (int i = 0; i < 3; i++) {
        awaitList(cluster.client(i), "a", "b");
      }
      int late = cluster.join();
      awaitList(cluster.client(late), "a", "b");
      DomainStatus first =
          await(cluster.client(late).domains(Optional.empty(), 1, PATIENCE)).get(0);
      assertThat(first).isEqualTo(new DomainStatus(DomainName.of("a"), 0, false, false, 1));
      await(cluster.client(late).create(DomainName.of("c"), CREATE));
      awaitList(cluster.client(0), "a", "b", "c");
      Optional<DomainName> after = Optional.of(DomainName.of("b"));
      // Any node's list may be a moment behind.
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> await(cluster.client(late).domains(after, 100, PATIENCE)).size() == 1);
    }
  }

  @Test
  void aDomainWithoutCopiesIsUnavailableAndNeverCreatedAnew() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(4, 1, Map.of())) {
      await(cluster.client(0).create(DOMAIN, CREATE.withReplicas(0)));
      for (int i = 0; i < 4; i++) {
        Catalog catalog = Catalog.get(cluster.system(i));
        Awaitility.await().atMost(PATIENCE).until(() -> catalog.find(DOMAIN).isPresent());
      }
      ChunkStatus copy = await(cluster.client(0).copiesOf(DOMAIN, PATIENCE)).get(0);
      cluster.crash(cluster.indexOf(copy.node().id()));
      for (int member : new int[] {0, 3}) {
        RingoClient client = cluster.client(member);
        assertThat(await(client.create(DOMAIN, CREATE))).isInstanceOf(AlreadyExists.class);
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> reasonOfPut(client).equals(Optional.of(Reason.UNAVAILABLE)));
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> reasonOfGet(client, GetOptions.within(BRIEF)) == Reason.UNAVAILABLE);
        GetOptions any = GetOptions.within(PATIENCE).withRead(GetOptions.Read.ANY);
        assertThat(reasonOfGet(client, any)).isEqualTo(Reason.UNAVAILABLE);
        assertThat(await(client.create(DOMAIN, CREATE))).isInstanceOf(AlreadyExists.class);
        assertThat(names(client)).containsExactly("events");
        assertThat(await(client.copiesOf(DOMAIN, PATIENCE))).isEmpty();
      }
      GetOptions any = GetOptions.within(PATIENCE).withRead(GetOptions.Read.ANY);
      DomainName missing = DomainName.of("missing");
      GetFailed get = (GetFailed) await(cluster.client(3).get(missing, bytes("k"), any));
      assertThat(get.failure().reason()).isEqualTo(Reason.NO_SUCH_DOMAIN);
    }
  }

  /** Empty if the put was under way when its time was up. */
  private static Optional<Reason> reasonOfPut(RingoClient client) throws Exception {
    PutResult result = await(client.put(DOMAIN, bytes("k"), bytes("v"), PutOptions.within(BRIEF)));
    return result instanceof NotStored not ? Optional.of(not.failure().reason()) : Optional.empty();
  }

  private static Reason reasonOfGet(RingoClient client, GetOptions options) throws Exception {
    return ((GetFailed) await(client.get(DOMAIN, bytes("k"), options))).failure().reason();
  }

  @Test
  void aDomainExistsRightAfterATakeover() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(4, 0, Map.of())) {
      Created created = (Created) await(cluster.client(0).create(DOMAIN, CREATE));
      cluster.crash(cluster.indexOf(created.owner().id()));
      for (int i = 0; i < 3; i++) {
        assertThat(await(cluster.client(i).create(DOMAIN, CREATE)))
            .isInstanceOf(AlreadyExists.class);
      }
      // The owner may have been on a node without a copy, and a lost copy is replaced in time.
      assertThat(await(cluster.client(0).copiesOf(DOMAIN, PATIENCE))).hasSizeBetween(2, 3);
    }
  }
}
