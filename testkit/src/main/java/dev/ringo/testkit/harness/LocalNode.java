package dev.ringo.testkit.harness;

import akka.actor.Address;
import akka.actor.CoordinatedShutdown;
import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.typed.Cluster;
import akka.remote.RemoteActorRefProvider;
import akka.remote.testkit.Direction;
import akka.remote.testkit.SetThrottle;
import akka.remote.testkit.ThrottleMode;
import dev.ringo.client.RingoClient;
import dev.ringo.node.ExitCode;
import dev.ringo.ring.NodeId;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A node as an actor system in the test's JVM. */
public final class LocalNode implements ClusterNode {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final class Told implements CoordinatedShutdown.Reason {}

  private final NodeId id;
  private final ActorSystem<Void> system;
  private final URI gateway;
  private final URI management;

  LocalNode(NodeId id, ActorSystem<Void> system, URI gateway, URI management) {
    this.id = id;
    this.system = system;
    this.gateway = gateway;
    this.management = management;
  }

  /** Its actor system, for tests that have actors of their own in it. */
  public ActorSystem<?> system() {
    return system;
  }

  /** Ringo as this member of the cluster sees it. */
  public RingoClient client() {
    return RingoClient.get(system);
  }

  @Override
  public NodeId id() {
    return id;
  }

  @Override
  public URI gateway() {
    return gateway;
  }

  @Override
  public URI management() {
    return management;
  }

  @Override
  public boolean isAlive() {
    return !system.getWhenTerminated().toCompletableFuture().isDone();
  }

  @Override
  public void kill() {
    system.terminate();
    awaitEnd(LIMIT);
  }

  @Override
  public void stop() {
    throw new UnsupportedOperationException(
        "a part of a JVM cannot be stopped: use a ProcessHarness");
  }

  @Override
  public void resume() {
    stop();
  }

  @Override
  public int terminate() {
    CoordinatedShutdown.get(system).runAll(new Told());
    return awaitEnd(LIMIT);
  }

  @Override
  public int awaitEnd(Duration limit) {
    try {
      Awaitility.await().atMost(limit).until(() -> !isAlive());
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException("node " + id + " did not end within " + limit, e);
    }
    CoordinatedShutdown.Reason reason =
        CoordinatedShutdown.get(system)
            .getShutdownReason()
            .orElse(CoordinatedShutdown.unknownReason());
    if (reason.equals(CoordinatedShutdown.clusterDowningReason())) {
      return ExitCode.DOWNED;
    }
    return reason instanceof Told ? ExitCode.OK : ExitCode.FAILED;
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  public String log() {
    return "";
  }

  Address address() {
    return Cluster.get(system).selfMember().address();
  }

  /** Loses everything to and from another node, or no longer. */
  void cutFrom(Address other, boolean cut) {
    ThrottleMode mode =
        cut ? ThrottleMode.blackholeThrottleMode() : ThrottleMode.unthrottledThrottleMode();
    ExtendedActorSystem classic = (ExtendedActorSystem) Adapter.toClassic(system);
    ((RemoteActorRefProvider) classic.provider())
        .transport()
        .managementCommand(new SetThrottle(other, Direction.bothDirection(), mode));
  }

  @Override
  public String toString() {
    return id + " at " + gateway;
  }
}
