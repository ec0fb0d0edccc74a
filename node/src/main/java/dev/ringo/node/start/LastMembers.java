package dev.ringo.node.start;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberUp;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringo.cluster.Membership;
import dev.ringo.journal.Disk;
import dev.ringo.node.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other nodes that were members when a node with a directory saw its cluster last: the file
 * {@code members}, a JSON list of HOST:PORT. A node may come back with another address itself. One
 * that was stopped or lost counts for a while, so that the last nodes of a cluster that is stopped
 * node by node do not take themselves for all of it.
 */
record LastMembers(Path file) {

  private static final Logger LOG = LoggerFactory.getLogger(LastMembers.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

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

  /**
   * Keeps the file up to date as long as the node is a member.
   *
   * @param forgetAfter how long one that is gone still counts: it may only have been stopped
   */
  void keep(ActorSystem<?> system, Duration forgetAfter) {
    system.systemActorOf(keeper(forgetAfter), "ringo-last-members", Props.empty());
  }

  private Behavior<Object> keeper(Duration forgetAfter) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay("look again", LOOK_AGAIN);
                  Cluster cluster = Cluster.get(context.getSystem());
                  cluster
                      .subscriptions()
                      .tell(Subscribe.create(context.getSelf().narrow(), MemberEvent.class));
                  Remembered remembered = new Remembered(forgetAfter, System::nanoTime);
                  remembered.add(read().stream().map(Endpoint::toString).toList());
                  return Behaviors.receiveMessage(
                      message -> {
                        if (message instanceof MemberUp event) {
                          // The cluster's state may learn of it later than this.
                          remembered.isUp(event.member(), cluster.selfMember());
                        }
                        update(cluster, remembered);
                        return Behaviors.same();
                      });
                }));
  }

  private void update(Cluster cluster, Remembered remembered) {
    if (!remembered.isMember && !cluster.selfMember().status().equals(MemberStatus.up())) {
      return;
    }
    List<String> present =
        StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
            .filter(member -> member.hasRole(Membership.STORE_ROLE))
            .filter(member -> member.status().equals(MemberStatus.up()))
            .filter(member -> !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress()))
            .map(Member::address)
            .map(address -> SeedNodes.endpointOf(address).toString())
            .toList();
    try {
      if (remembered.update(present)) {
        Disk.replace(file, JSON.writeValueAsBytes(remembered.all()));
        remembered.areWritten();
      }
    } catch (IOException e) {
      LOG.warn("{} could not be written: {}", file, e.toString());
    }
  }

  /** Members that are there, and those that were there not long ago. */
  static final class Remembered {

    private final Duration forgetAfter;
    private final LongSupplier nanos;
    private final Map<String, Long> seen = new TreeMap<>();

    /** Is this node itself in the cluster? Before, it knows nothing newer than what it had. */
    private boolean isMember;

    private List<String> written = List.of();

    Remembered(Duration forgetAfter, LongSupplier nanos) {
      this.forgetAfter = forgetAfter;
      this.nanos = nanos;
    }

    void add(List<String> members) {
      members.forEach(member -> seen.put(member, nanos.getAsLong()));
    }

    void isUp(Member member, Member self) {
      boolean isSelf = member.uniqueAddress().equals(self.uniqueAddress());
      isMember |= isSelf;
      if (!isSelf && member.hasRole(Membership.STORE_ROLE)) {
        add(List.of(SeedNodes.endpointOf(member.address()).toString()));
      }
    }

    /** Takes who is there now; are others to be remembered than before? */
    boolean update(List<String> present) {
      add(present);
      long now = nanos.getAsLong();
      seen.values().removeIf(since -> now - since > forgetAfter.toNanos());
      return !written.equals(all());
    }

    void areWritten() {
      written = all();
    }

    List<String> all() {
      return List.copyOf(seen.keySet());
    }
  }
}
