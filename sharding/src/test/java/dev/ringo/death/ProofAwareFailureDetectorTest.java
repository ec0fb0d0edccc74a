package dev.ringo.death;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.cluster.UniqueAddress;
import akka.event.EventStream;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ProofAwareFailureDetectorTest {

  private static final Address ADDRESS = new Address("akka", "ringo", "127.0.0.1", 25520);

  private final ActorSystem system = ActorSystem.create();
  private final EventStream events = system.eventStream();

  @AfterEach
  void end() {
    TestKit.shutdownActorSystem(system);
  }

  private ProofAwareFailureDetector detector(Address address) {
    ProofAwareFailureDetector detector =
        new ProofAwareFailureDetector(
            ConfigFactory.load().getConfig("akka.cluster.failure-detector"), events);
    detector.address_$eq(address.toString());
    detector.heartbeat();
    return detector;
  }

  private void prove(long process) {
    Proofs.of(events).add(UniqueAddress.apply(ADDRESS, process), System.nanoTime());
  }

  @Test
  void aProvenDeadProcessIsNotAvailableWhateverItsHeartbeats() {
    ProofAwareFailureDetector detector = detector(ADDRESS);
    assertThat(detector.isAvailable()).isTrue();
    prove(1);
    detector.heartbeat();
    assertThat(detector.isAvailable()).isFalse();
  }

  @Test
  void theDetectorOfAProcessStartedAnewKnowsNothingOfTheDeadOne() {
    prove(1);
    ProofAwareFailureDetector detector = detector(ADDRESS);
    assertThat(detector.isAvailable()).isTrue();
    prove(2);
    assertThat(detector.isAvailable()).isFalse();
  }

  @Test
  void otherMembersStayAvailable() {
    ProofAwareFailureDetector other = detector(new Address("akka", "ringo", "127.0.0.1", 25521));
    prove(1);
    assertThat(other.isAvailable()).isTrue();
  }

  @Test
  void aProofIsAboutOneProcess() {
    prove(1);
    assertThat(Proofs.of(events).has(UniqueAddress.apply(ADDRESS, 1L))).isTrue();
    assertThat(Proofs.of(events).has(UniqueAddress.apply(ADDRESS, 2L))).isFalse();
  }
}
