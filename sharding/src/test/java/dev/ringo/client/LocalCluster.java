package dev.ringo.client;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.ringo.cluster.ClusterView;
import dev.ringo.cluster.Membership;
import dev.ringo.ring.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** Some members of one cluster in this JVM. */
public final class LocalCluster implements AutoCloseable {

  private final List<ActorSystem<Void>> systems = new ArrayList<>();
  private final Map<String, Object> settings;

  private LocalCluster(Map<String, Object> settings) {
    this.settings = settings;
  }

  /** Starts nodes that hold copies, then members that do not. */
  public static LocalCluster start(int stores, int others, Map<String, Object> settings) {
    LocalCluster cluster = new LocalCluster(settings);
    for (int i = 0; i < stores + others; i++) {
      cluster.systems.add(system(i < stores, settings));
    }
    cluster.systems.forEach(cluster::join);
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> cluster.systems.stream().allMatch(cluster::seesAllUp));
    cluster.systems.subList(0, stores).forEach(RingoStore::start);
    return cluster;
  }

  /** Starts one more node that holds copies, and says which it is. */
  int join() {
    ActorSystem<Void> late = system(true, settings);
    systems.add(late);
    join(late);
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> systems.stream().allMatch(this::seesAllUp));
    RingoStore.start(late);
    return systems.size() - 1;
  }

  private static ActorSystem<Void> system(boolean store, Map<String, Object> settings) {
    Config roles =
        ConfigFactory.parseMap(
            Map.of(
                "akka.cluster.roles",
                store ? List.copyOf(Membership.roles(NodeId.random(), "localhost")) : List.of()));
    Config config =
        ConfigFactory.parseMap(settings)
            .withFallback(roles)
            .withFallback(ConfigFactory.parseResources("cluster-test.conf"))
            .withFallback(ConfigFactory.parseResources("ringo-cluster.conf"))
            .withFallback(ConfigFactory.load());
    return ActorSystem.create(Behaviors.empty(), "ringo", config.resolve());
  }

  private void join(ActorSystem<Void> system) {
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(Cluster.get(systems.get(0)).selfMember().address()));
  }

  private boolean seesAllUp(ActorSystem<Void> system) {
    return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
                .filter(member -> member.status().equals(MemberStatus.up()))
                .count()
            == systems.size()
        && ClusterView.get(system).membership().isStable();
  }

  /** Ends a member without a word to the others, and has them told that it is gone. */
  void crash(int i) {
    crash(i, 0);
  }

  /** The same for a member and others, at once. */
  void crash(int i, int others) {
    List<ActorSystem<Void>> crashed = new ArrayList<>();
    crashed.add(systems.remove(i));
    for (int other = 0; other < others; other++) {
      crashed.add(systems.remove(systems.size() - 1));
    }
    List<Address> addresses =
        crashed.stream().map(system -> Cluster.get(system).selfMember().address()).toList();
    crashed.forEach(ActorSystem::terminate);
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () ->
                crashed.stream()
                    .allMatch(system -> system.getWhenTerminated().toCompletableFuture().isDone()));
    addresses.forEach(address -> Cluster.get(systems.get(0)).manager().tell(new Down(address)));
  }

  /** Waits until a member that was told to leave has ended. */
  void awaitEndOf(int i) {
    ActorSystem<Void> left = systems.remove(i);
    Awaitility.await()
        .atMost(120, TimeUnit.SECONDS)
        .until(() -> left.getWhenTerminated().toCompletableFuture().isDone());
  }

  /** Which member has a node id. */
  int indexOf(NodeId node) {
    for (int i = 0; i < systems.size(); i++) {
      if (ClusterView.get(systems.get(i))
          .self()
          .filter(name -> name.id().equals(node))
          .isPresent()) {
        return i;
      }
    }
    throw new IllegalArgumentException("no member is " + node);
  }

  int size() {
    return systems.size();
  }

  public ActorSystem<Void> system(int i) {
    return systems.get(i);
  }

  RingoClient client(int i) {
    return RingoClient.get(systems.get(i));
  }

  @Override
  public void close() {
    systems.forEach(ActorSystem::terminate);
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () ->
                systems.stream()
                    .allMatch(system -> system.getWhenTerminated().toCompletableFuture().isDone()));
  }
}
