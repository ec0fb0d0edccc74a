package dev.ringo.replica;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.PoisonPill;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.ConfigFactory;
import dev.ringo.replica.Replica.ClaimReply;
import dev.ringo.replica.ReplicaHost.ClaimCopy;
import dev.ringo.replica.ReplicaHost.DropCopy;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.Protocol.CopyGone;
import dev.ringo.replication.Protocol.Granted;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.RingPosition;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class ReplicaHostTest {

  private static final ActorTestKit TESTKIT =
      ActorTestKit.create(
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  private static final NodeId NODE = new NodeId(new RingPosition(1, 0));
  private static final NodeStore STORE = new NodeStore(NODE, 1, false);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final NavigableMap<ChunkId, PublishedCopy> published = new ConcurrentSkipListMap<>();
  private final Set<ChunkId> doubted = ConcurrentHashMap.newKeySet();
  private final ActorRef<ReplicaHost.Command> host =
      TESTKIT.spawn(
          ReplicaHost.create(
              STORE,
              published,
              Set.of(),
              doubted,
              new StorageLimit(1_000_000, false),
              Optional.empty()));
  private final TestProbe<ClaimReply> replies = TESTKIT.createTestProbe();

  @AfterAll
  static void shutDown() {
    TESTKIT.shutdownTestKit();
  }

  private static ChunkInfo chunk(int number) {
    return new ChunkInfo(DomainName.of("d" + number), 0, 2, false, false, 1);
  }

  private static ReplicaId copy(long number) {
    return new ReplicaId(NODE, 1, number);
  }

  private static Epoch epoch(long number) {
    return new Epoch(number, 7);
  }

  private ClaimReply claim(ChunkInfo chunk, long copy, long epoch) {
    Copies copies = new Copies(List.of(copy(copy)));
    Claim claim = new Claim(copy(copy), epoch(epoch), chunk, CopiesAt.first(epoch(epoch), copies));
    host.tell(new ClaimCopy(claim, replies.ref()));
    return replies.receiveMessage(LIMIT);
  }

  private void drop(ChunkInfo chunk, long copy, long epoch) {
    host.tell(new DropCopy(copy(copy), chunk.id(), epoch(epoch)));
  }

  /**
   * Each drop was once taken for one of the last chunk, for which there was to be no copy again.
   */
  @Test
  void manyCopiesThatAreDroppedAtOnceMakeRoomForOthers() {
    List<ChunkInfo> chunks = IntStream.range(0, 20).mapToObj(ReplicaHostTest::chunk).toList();
    chunks.forEach(chunk -> assertThat(claim(chunk, 1, 1).reply()).isInstanceOf(Granted.class));
    chunks.forEach(chunk -> drop(chunk, 1, 1));
    Awaitility.await().atMost(LIMIT).until(published::isEmpty);

    for (ChunkInfo chunk : chunks) {
      TestProbe<ClaimReply> probe = TESTKIT.createTestProbe();
      Copies copies = new Copies(List.of(copy(2)));
      Claim claim = new Claim(copy(2), epoch(2), chunk, CopiesAt.first(epoch(2), copies));
      // A claim that arrives while the old copy is being erased gets no answer.
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                host.tell(new ClaimCopy(claim, probe.ref()));
                return published.containsKey(chunk.id());
              });
      assertThat(published.get(chunk.id()).replica()).isEqualTo(copy(2));
      assertThat(published.get(chunk.id()).log().last()).isZero();
      assertThat(claim(chunk, 1, 3).reply()).isInstanceOf(CopyGone.class);
    }
  }

  @Test
  void aReplicaThatFailedIsStartedAgainFromItsJournal() {
    ChunkInfo chunk = chunk(200);
    claim(chunk, 1, 1);
    TestProbe<ReplicaHost.Answered> answers = TESTKIT.createTestProbe();
    PublishedCopy before = published.get(chunk.id());
    akka.actor.ActorSystem system = Adapter.toClassic(TESTKIT.system());
    system
        .actorSelection(host.path().child(chunk.id().toString()))
        .tell(PoisonPill.getInstance(), akka.actor.ActorRef.noSender());
    Awaitility.await()
        .atMost(LIMIT)
        .until(
            () -> published.containsKey(chunk.id()) && !published.get(chunk.id()).equals(before));

    host.tell(new ReplicaHost.AskForCopy(chunk.id(), 1, Optional.empty(), answers.ref()));
    assertThat(answers.receiveMessage(LIMIT).answer().found()).isPresent();
    assertThat(claim(chunk, 1, 2).reply()).isInstanceOf(Granted.class);
  }

  @Test
  void anotherCopyThanTheOneThatIsWantedIsDoubted() {
    ChunkInfo chunk = chunk(100);
    claim(chunk, 1, 1);
    Copies copies = new Copies(List.of(copy(2)));
    Claim claim = new Claim(copy(2), epoch(2), chunk, CopiesAt.first(epoch(2), copies));
    host.tell(new ClaimCopy(claim, replies.ref()));
    Awaitility.await().atMost(LIMIT).until(() -> doubted.contains(chunk.id()));
    assertThat(published.get(chunk.id()).replica()).isEqualTo(copy(1));
  }
}
