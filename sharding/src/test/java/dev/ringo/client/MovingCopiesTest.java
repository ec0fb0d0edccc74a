package dev.ringo.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.client.CreateResult.Created;
import dev.ringo.client.GetResult.Found;
import dev.ringo.client.PutResult.Stored;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Copies follow the ring when nodes join, leave and fail. */
final class MovingCopiesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final PutOptions PUT = PutOptions.within(PATIENCE);
  private static final GetOptions GET = GetOptions.within(PATIENCE);
  private static final Map<String, Object> SOON =
      Map.of("ringo.replication.replace-after", "1 s", "ringo.ring.settle-after", "1 s");
  private static final int DOMAINS = 12;

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(90, TimeUnit.SECONDS);
  }

  private static DomainName domain(int number) {
    return DomainName.of("d" + number);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void fill(RingoClient client) throws Exception {
    for (int i = 0; i < DOMAINS; i++) {
      assertThat(await(client.create(domain(i), CreateOptions.within(PATIENCE))))
          .isInstanceOf(Created.class);
      for (int entry = 0; entry < 20; entry++) {
        assertThat(await(client.put(domain(i), bytes("k" + entry), bytes("v" + entry), PUT)))
            .isInstanceOf(Stored.class);
      }
    }
  }

  private static void checkAll(RingoClient client) throws Exception {
    for (int i = 0; i < DOMAINS; i++) {
      for (int entry = 0; entry < 20; entry++) {
        Found found = (Found) await(client.get(domain(i), bytes("k" + entry), GET));
        assertThat(found.values()).hasSize(1);
        assertThat(found.values().get(0).bytes()).isEqualTo(bytes("v" + entry));
      }
    }
  }

  /** Has every domain so many copies, each where the ring wants it, counted and complete? */
  private static boolean isInOrder(RingoClient client, int copies) throws Exception {
    for (int i = 0; i < DOMAINS; i++) {
      List<ChunkStatus> found = await(client.copiesOf(domain(i), Duration.ofSeconds(10)));
      boolean inOrder =
          found.size() == copies
              && found.stream()
                  .allMatch(
                      copy ->
                          copy.counts()
                              && copy.wanted()
                              && copy.copies() == copies
                              && copy.copiesWanted() == copies
                              && copy.entries() == 20);
      if (!inOrder) {
        return false;
      }
    }
    return true;
  }

  private static boolean areOwnersInOrder(RingoClient client) throws Exception {
    for (int i = 0; i < DOMAINS; i++) {
      List<ChunkStatus> found = await(client.copiesOf(domain(i), Duration.ofSeconds(10)));
      if (found.stream().noneMatch(copy -> copy.owner() && copy.ownerWanted())
          || found.stream().anyMatch(copy -> copy.owner() && !copy.ownerWanted())) {
        return false;
      }
    }
    return true;
  }

  private static void awaitOrder(RingoClient client, int copies) {
    Awaitility.await("copies where the ring wants them")
        .atMost(90, TimeUnit.SECONDS)
        .until(() -> isInOrder(client, copies));
  }

  @Test
  void lostCopiesAreReplacedAlsoOfDomainsThatNobodyAsksFor() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(4, 0, SOON)) {
      fill(cluster.client(0));
      awaitOrder(cluster.client(0), 3);
      cluster.crash(3);
      awaitOrder(cluster.client(0), 3);
      checkAll(cluster.client(1));
      // Twice as many are lost as a majority of the first copies would have borne.
      cluster.crash(2);
      awaitOrder(cluster.client(0), 2);
      checkAll(cluster.client(1));
    }
  }

  @Test
  void aNodeThatJoinsGetsItsShareOfCopiesAndOwners() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(3, 0, SOON)) {
      fill(cluster.client(0));
      awaitOrder(cluster.client(0), 3);
      int late = cluster.join();
      awaitOrder(cluster.client(0), 3);
      // A get wakes the owners that were put to rest by the move.
      checkAll(cluster.client(late));
      Awaitility.await("owners where the ring wants them")
          .atMost(90, TimeUnit.SECONDS)
          .until(() -> areOwnersInOrder(cluster.client(0)));
      NodeStatus joined =
          await(cluster.client(0).nodes(PATIENCE)).stream()
              .filter(node -> cluster.indexOf(node.node().id()) == late)
              .findFirst()
              .orElseThrow();
      assertThat(joined.onRing()).isTrue();
      assertThat(joined.shards()).isPositive();
      assertThat(joined.figures().orElseThrow().copies()).isPositive();
      checkAll(cluster.client(0));
    }
  }

  private static NodeStatus leavingNode(RingoClient client) {
    return Awaitility.await("a node that is off the ring")
        .pollInterval(20, TimeUnit.MILLISECONDS)
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () -> await(client.nodes(PATIENCE)).stream().filter(node -> !node.onRing()).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void aNodeThatLeavesHandsItsCopiesOverFirst() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(4, 0, SOON)) {
      fill(cluster.client(0));
      awaitOrder(cluster.client(0), 3);
      RingoClient leaving = cluster.client(3);
      leaving.leave();
      NodeStatus seen = leavingNode(cluster.client(0));
      assertThat(seen.shards()).isZero();
      // It can still be asked for, by its full name.
      assertThat(NodeName.parse(seen.node().toString())).isEqualTo(seen.node());
      Awaitility.await("its copies to be handed over")
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> leaving.leaveStatus().copies() == 0);
      cluster.awaitEndOf(3);
      awaitOrder(cluster.client(0), 3);
      checkAll(cluster.client(1));
    }
  }
}
