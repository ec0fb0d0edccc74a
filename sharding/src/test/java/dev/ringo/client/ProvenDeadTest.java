package dev.ringo.client;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Leave;
import akka.remote.RemoteActorRefProvider;
import akka.remote.testkit.Direction;
import akka.remote.testkit.SetThrottle;
import akka.remote.testkit.ThrottleMode;
import dev.ringo.death.ProvenDead;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Members that end without a word, with heartbeats so slow that they prove nothing. */
final class ProvenDeadTest {

  private static final Map<String, Object> SLOW_HEARTBEATS =
      Map.of(
          "akka.cluster.failure-detector.acceptable-heartbeat-pause", "10 minutes",
          "akka.cluster.split-brain-resolver.stable-after", "5 minutes",
          "akka.cluster.down-removal-margin", "1 ms");

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static UniqueAddress addressOf(ActorSystem<?> system) {
    return Cluster.get(system).selfMember().uniqueAddress();
  }

  private static void awaitWatched(LocalCluster cluster, UniqueAddress member) {
    for (int i = 1; i < cluster.size(); i++) {
      awaitWatched(cluster.system(i), member);
    }
  }

  private static void awaitWatched(ActorSystem<?> by, UniqueAddress member) {
    Awaitility.await().atMost(LIMIT).until(() -> ProvenDead.get(by).isWatched(member));
  }

  private static boolean isMember(ActorSystem<?> system, UniqueAddress member) {
    return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
        .anyMatch(one -> one.uniqueAddress().equals(member));
  }

  @Test
  void aMemberWhosePortIsGoneIsRemovedThoughItsHeartbeatsAreNotMissed() {
    try (LocalCluster cluster = LocalCluster.start(3, 0, SLOW_HEARTBEATS)) {
      ActorSystem<Void> first = cluster.system(0);
      UniqueAddress victim = addressOf(first);
      awaitWatched(cluster, victim);
      first.terminate();
      for (int i = 1; i < 3; i++) {
        ActorSystem<Void> survivor = cluster.system(i);
        Awaitility.await()
            .atMost(LIMIT)
            .until(
                () -> ProvenDead.get(survivor).isProvenDead(victim) && !isMember(survivor, victim));
        assertThat(ProvenDead.get(survivor).isProvenDead(addressOf(cluster.system(3 - i))))
            .isFalse();
      }
    }
  }

  @Test
  void theLastOfTwoGoesOnAlone() {
    try (LocalCluster cluster = LocalCluster.start(2, 0, SLOW_HEARTBEATS)) {
      UniqueAddress victim = addressOf(cluster.system(0));
      awaitWatched(cluster, victim);
      cluster.system(0).terminate();
      Awaitility.await().atMost(LIMIT).until(() -> !isMember(cluster.system(1), victim));
      assertThat(Cluster.get(cluster.system(1)).selfMember().status()).isEqualTo(MemberStatus.up());
    }
  }

  @Test
  void aMemberThatLeavesIsNotDowned() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(3, 0, SLOW_HEARTBEATS)) {
      ActorSystem<Void> leaver = cluster.system(2);
      UniqueAddress address = addressOf(leaver);
      Cluster.get(leaver).manager().tell(Leave.create(address.address()));
      leaver.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
      Awaitility.await().atMost(LIMIT).until(() -> !isMember(cluster.system(0), address));
      assertThat(isMember(cluster.system(0), addressOf(cluster.system(1)))).isTrue();
    }
  }

  @Test
  void aMemberThatIsCutOffIsUnreachableAndNotProvenDead() {
    Map<String, Object> settings =
        Map.of(
            "akka.remote.artery.advanced.test-mode", "on",
            "akka.cluster.failure-detector.acceptable-heartbeat-pause", "1 s",
            "akka.cluster.split-brain-resolver.stable-after", "5 minutes");
    try (LocalCluster cluster = LocalCluster.start(3, 0, settings)) {
      ActorSystem<Void> cutOff = cluster.system(2);
      ActorSystem<Void> other = cluster.system(0);
      awaitWatched(other, addressOf(cutOff));
      throttle(cutOff, cluster, ThrottleMode.blackholeThrottleMode());
      Awaitility.await().atMost(LIMIT).until(() -> reachesAllBut(other, addressOf(cutOff)));
      assertThat(ProvenDead.get(other).isProvenDead(addressOf(cutOff))).isFalse();
      throttle(cutOff, cluster, ThrottleMode.unthrottledThrottleMode());
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> Cluster.get(other).state().getUnreachable().isEmpty());
      assertThat(isMember(other, addressOf(cutOff))).isTrue();
    }
  }

  private static boolean reachesAllBut(ActorSystem<?> system, UniqueAddress member) {
    return Cluster.get(system).state().getUnreachable().stream()
        .anyMatch(one -> one.uniqueAddress().equals(member));
  }

  /** Both ways between one member and all others. */
  private static void throttle(ActorSystem<?> one, LocalCluster cluster, ThrottleMode mode) {
    for (int i = 0; i < cluster.size(); i++) {
      if (cluster.system(i) != one) {
        throttle(one, cluster.system(i), mode);
        throttle(cluster.system(i), one, mode);
      }
    }
  }

  private static void throttle(ActorSystem<?> at, ActorSystem<?> peer, ThrottleMode mode) {
    ExtendedActorSystem classic = (ExtendedActorSystem) Adapter.toClassic(at);
    ((RemoteActorRefProvider) classic.provider())
        .transport()
        .managementCommand(
            new SetThrottle(addressOf(peer).address(), Direction.bothDirection(), mode));
  }

  @Test
  void turnedOffItProvesNothing() {
    try (LocalCluster cluster =
        LocalCluster.start(1, 1, Map.of("ringo.failure-detection.proof-of-death", "off"))) {
      UniqueAddress victim = addressOf(cluster.system(1));
      cluster.system(1).terminate();
      Awaitility.await().atMost(LIMIT).until(() -> !isMember(cluster.system(0), victim));
      assertThat(ProvenDead.get(cluster.system(0)).isProvenDead(victim)).isFalse();
    }
  }
}
