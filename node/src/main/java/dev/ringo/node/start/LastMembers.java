package dev.ringo.node.start;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringo.cluster.Membership;
import dev.ringo.node.CommandFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes that were members when a node with a directory saw its cluster last, itself among them:
 * the file {@code members}, a JSON list of HOST:PORT.
 */
record LastMembers(Path file) {

  private static final Logger LOG = LoggerFactory.getLogger(LastMembers.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  static LastMembers in(Path directory) {
    return new LastMembers(directory.resolve("members"));
  }

  /** None, if the node was in no cluster yet. */
  List<Endpoint> read() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return JSON.readValue(file.toFile(), new TypeReference<List<String>>() {}).stream()
          .map(Endpoint::parse)
          .toList();
    } catch (IOException | RuntimeException e) {
      throw CommandFailure.failed(
          file
              + " is damaged: "
              + e.getMessage()
              + "; it takes a JSON list of the cluster addresses of the other nodes");
    }
  }

  private void write(List<String> members) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, JSON.writeValueAsBytes(members));
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Keeps the file up to date as long as the node is a member. */
  void keep(ActorSystem<?> system) {
    system.systemActorOf(keeper(), "ringo-last-members", Props.empty());
  }

  private Behavior<MemberEvent> keeper() {
    return Behaviors.setup(
        context -> {
          Cluster cluster = Cluster.get(context.getSystem());
          cluster.subscriptions().tell(Subscribe.create(context.getSelf(), MemberEvent.class));
          return Behaviors.receiveMessage(
              event -> {
                update(cluster);
                return Behaviors.same();
              });
        });
  }

  private void update(Cluster cluster) {
    if (!cluster.selfMember().status().equals(MemberStatus.up())) {
      return;
    }
    List<String> members =
        StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
            .filter(member -> member.hasRole(Membership.STORE_ROLE))
            .filter(member -> member.status().equals(MemberStatus.up()))
            .map(Member::address)
            .map(address -> SeedNodes.endpointOf(address).toString())
            .sorted()
            .toList();
    try {
      write(members);
    } catch (IOException e) {
      LOG.warn("{} could not be written: {}", file, e.toString());
    }
  }
}
