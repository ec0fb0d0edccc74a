package dev.ringo.node.start;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import com.typesafe.config.Config;
import dev.ringo.node.settings.NodeConfig;
import dev.ringo.ring.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A member of the cluster that holds no copies: a program that uses the actor-level client. */
public final class ClientMember {

  private ClientMember() {}

  /** Joins a cluster, at any free port, and returns when it is a member. */
  public static ActorSystem<?> join(String host, List<Endpoint> nodes, List<String> settings) {
    NodeOptions options =
        new NodeOptions(NodeId.random(), Optional.empty(), host, 0, 0, 0, nodes, settings);
    Config config = NodeConfig.of(options, List.of());
    Logging.configure(config);
    ActorSystem<?> system = ActorSystem.create(Behaviors.empty(), "ringo", config);
    Waiting waiting = new Waiting(system, options);
    waiting.within(Duration.ofMinutes(1));
    Cluster cluster = Cluster.get(Adapter.toClassic(system));
    CompletableFuture<Done> up = new CompletableFuture<>();
    cluster.registerOnMemberUp(() -> up.complete(Done.done()));
    cluster.joinSeedNodes(SeedNodes.of(cluster.selfMember().address(), nodes));
    waiting.until("joining", up);
    return system;
  }

  /** Leaves the cluster in good order. */
  public static void leave(ActorSystem<?> system) {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
