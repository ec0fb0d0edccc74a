package dev.ringo.domain;

import akka.actor.ActorRef;
import akka.actor.Address;
import akka.cluster.UniqueAddress;
import akka.cluster.sharding.ShardCoordinator.AbstractShardAllocationStrategy;
import dev.ringo.cluster.ClusterView;
import dev.ringo.cluster.Contact;
import dev.ringo.cluster.Membership;
import dev.ringo.ring.NodeId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Puts each shard on the node that owns it on the ring, and moves it there, a few shards at a time,
 * when the ring has changed. Runs with the shard coordinator.
 */
final class RingAllocation extends AbstractShardAllocationStrategy {

  /** A node that takes longer to answer holds up what moves, for all nodes have to agree. */
  static final Duration QUICK = Duration.ofMillis(500);

  private final ClusterView view;
  private final Contact contact;
  private final Address self;
  private final int mostAtOnce;

  RingAllocation(ClusterView view, Contact contact, Address self, int mostAtOnce) {
    this.view = view;
    this.contact = contact;
    this.self = self;
    this.mostAtOnce = mostAtOnce;
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shardId, Map<ActorRef, IndexedSeq<String>> current) {
    return Future.successful(
        wanted(shardId, current.keySet()).orElseGet(() -> leastLoaded(current)));
  }

  private Optional<ActorRef> wanted(String shardId, Set<ActorRef> regions) {
    Membership membership = view.membership();
    if (membership.ring().isEmpty()) {
      return Optional.empty();
    }
    NodeId owner = membership.ring().ownerOf(Integer.parseInt(shardId));
    Address address = membership.addresses().get(owner).address();
    return regions.stream().filter(region -> addressOf(region).equals(address)).findFirst();
  }

  private Address addressOf(ActorRef region) {
    Address address = region.path().address();
    return address.hasLocalScope() ? self : address;
  }

  private static ActorRef leastLoaded(Map<ActorRef, IndexedSeq<String>> regions) {
    return regions.entrySet().stream()
        .min(Comparator.comparingInt(entry -> entry.getValue().size()))
        .orElseThrow()
        .getKey();
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> current, Set<String> inProgress) {
    Set<String> moves = new HashSet<>();
    int free = mostAtOnce - inProgress.size();
    if (view.isSettled() && view.membership().isStable() && areAllOfMembers(current.keySet())) {
      current.forEach(
          (region, shards) ->
              CollectionConverters.asJava(shards).stream()
                  .filter(shard -> !inProgress.contains(shard))
                  .filter(shard -> isElsewhere(shard, region, current.keySet()))
                  .limit(Math.max(0, free - moves.size()))
                  .forEach(moves::add));
    }
    return Future.successful(moves.isEmpty() || contact.withAll(QUICK) ? moves : Set.of());
  }

  /**
   * One of a node that was downed and is not removed yet would be waited for; what it has moves by
   * itself in a moment.
   */
  private boolean areAllOfMembers(Set<ActorRef> regions) {
    Set<Address> members =
        view.membership().addresses().values().stream()
            .map(UniqueAddress::address)
            .collect(Collectors.toSet());
    return regions.stream().map(this::addressOf).allMatch(members::contains);
  }

  private boolean isElsewhere(String shard, ActorRef region, Set<ActorRef> regions) {
    return wanted(shard, regions).filter(other -> !other.equals(region)).isPresent();
  }
}
