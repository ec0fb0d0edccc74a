package dev.ringo.domain;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.typed.Cluster;
import dev.ringo.client.LocalCluster;
import dev.ringo.cluster.ClusterView;
import dev.ringo.cluster.Contact;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Await;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/** Shards that were all on one node before another one joined. */
final class RingAllocationTest {

  private static final int AT_ONCE = 3;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> SHARDS =
      IntStream.range(0, ChunkId.SHARDS).mapToObj(Integer::toString).toList();

  private static LocalCluster cluster;

  private final ActorSystem<Void> here = cluster.system(0);
  private final ActorSystem<Void> there = cluster.system(1);
  private final ClusterView view = ClusterView.get(here);
  private final RingAllocation allocation =
      new RingAllocation(
          view, Contact.get(here), Cluster.get(here).selfMember().address(), AT_ONCE);
  private final ActorRef regionHere = regionAt(Cluster.get(here).selfMember().address() + "");
  private final ActorRef regionThere = regionAt(Cluster.get(there).selfMember().address() + "");

  @BeforeAll
  static void start() {
    cluster = LocalCluster.start(2, 0, Map.of("ringo.ring.settle-after", "1 ms"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private ActorRef regionAt(String address) {
    ExtendedActorSystem system = (ExtendedActorSystem) Adapter.toClassic(here);
    return system.provider().resolveActorRef(address + "/system/sharding/domain");
  }

  private static IndexedSeq<String> seq(List<String> shards) {
    return CollectionConverters.asScala(shards).toIndexedSeq();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return Await.result(future, scala.concurrent.duration.Duration.fromNanos(LIMIT.toNanos()));
  }

  private Map<ActorRef, IndexedSeq<String>> allHere() {
    Map<ActorRef, IndexedSeq<String>> current = new HashMap<>();
    current.put(regionHere, seq(SHARDS));
    current.put(regionThere, seq(List.of()));
    return current;
  }

  private NodeId wantedFor(String shard) {
    return view.membership().ring().ownerOf(Integer.parseInt(shard));
  }

  /** The nodes are asked only when somebody wants to know, so the first answer may be no. */
  private Set<String> firstMovesFrom(Map<ActorRef, IndexedSeq<String>> current) {
    return Awaitility.await("shards to be moved")
        .atMost(LIMIT)
        .until(() -> await(allocation.rebalance(current, Set.of())), moves -> !moves.isEmpty());
  }

  @Test
  void aShardGoesWhereTheRingWantsIt() throws Exception {
    NodeId node = ClusterView.get(there).self().orElseThrow().id();
    for (String shard : SHARDS.subList(0, 50)) {
      ActorRef region = await(allocation.allocateShard(regionHere, shard, allHere()));
      assertThat(region).isEqualTo(wantedFor(shard).equals(node) ? regionThere : regionHere);
    }
  }

  @Test
  void aFewMoveAtATimeAndCountUntilTheyHaveANewHome() throws Exception {
    NodeId node = ClusterView.get(there).self().orElseThrow().id();
    Set<String> moves = firstMovesFrom(allHere());
    assertThat(moves).hasSize(AT_ONCE).allMatch(shard -> wantedFor(shard).equals(node));
    assertThat(await(allocation.rebalance(allHere(), moves))).isEmpty();
    // Their old region has given them up, and no other one has them yet.
    assertThat(await(allocation.rebalance(allHere(), Set.of()))).isEmpty();

    Map<ActorRef, IndexedSeq<String>> moved = new HashMap<>();
    moved.put(regionHere, seq(SHARDS.stream().filter(shard -> !moves.contains(shard)).toList()));
    moved.put(regionThere, seq(List.copyOf(moves)));
    assertThat(firstMovesFrom(moved)).hasSize(AT_ONCE).doesNotContainAnyElementsOf(moves);
  }

  @Test
  void nothingMovesWhileARegionIsOnANodeThatIsNoMember() throws Exception {
    Map<ActorRef, IndexedSeq<String>> current = allHere();
    current.put(regionAt("akka://ringo@127.0.0.1:1"), seq(List.of()));
    assertThat(await(allocation.rebalance(current, Set.of()))).isEmpty();
    // It was not for want of answers: with the members alone, the same allocation moves some.
    assertThat(firstMovesFrom(allHere())).isNotEmpty();
  }
}
