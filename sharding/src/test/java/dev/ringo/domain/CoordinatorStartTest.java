package dev.ringo.domain;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class CoordinatorStartTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final ActorTestKit TESTKIT =
      ActorTestKit.create(
          ConfigFactory.parseString(
                  "akka.actor.provider = cluster, akka.remote.artery.canonical.port = 0")
              .withFallback(ConfigFactory.load()));

  @AfterAll
  static void shutDown() {
    TESTKIT.shutdownTestKit();
  }

  private static ActorRef<CoordinatorStart.Command> startFor(String path) {
    return TESTKIT.spawn(CoordinatorStart.create(path, "begin"));
  }

  private static ActorRef<Object> forwardingTo(TestProbe<Object> probe, String name) {
    return TESTKIT.spawn(
        Behaviors.receiveMessage(
            message -> {
              probe.ref().tell(message);
              return Behaviors.same();
            }),
        name);
  }

  @Test
  void aCoordinatorIsToldToBeginOnceAMemberIsRemoved() {
    TestProbe<Object> told = TESTKIT.createTestProbe(Object.class);
    ActorRef<Object> coordinator = forwardingTo(told, "coordinator");

    startFor(coordinator.path().toStringWithoutAddress()).tell(CoordinatorStart.Removed.INSTANCE);

    told.expectMessage(LIMIT, "begin");
  }

  @Test
  void aCoordinatorThatStartsALittleLaterIsToldToo() {
    TestProbe<Object> told = TESTKIT.createTestProbe(Object.class);
    String other = forwardingTo(told, "other").path().toStringWithoutAddress();
    ActorRef<CoordinatorStart.Command> start = startFor(other.replace("other", "late"));
    start.tell(CoordinatorStart.Removed.INSTANCE);

    forwardingTo(told, "late");
    // On a busy machine the first second may be over by now.
    start.tell(CoordinatorStart.Removed.INSTANCE);

    told.expectMessage(LIMIT, "begin");
  }

  @Test
  void theReleaseOfAkkaInUseCanBeTold() {
    assertThat(CoordinatorStart.begin()).isPresent();
  }
}
