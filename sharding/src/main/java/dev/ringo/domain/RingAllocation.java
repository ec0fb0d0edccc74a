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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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

  /** A shard that has no home after so long is not waited for. */
  private static final Duration LOST = Duration.ofSeconds(5);

  private final ClusterView view;
  private final Contact contact;
  private final Address self;
  private final int mostAtOnce;

  /** The shards that were taken from their regions, and when; until they are with others. */
  private final Map<String, Long> moving = new HashMap<>();

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
        wanted(shardId, view.membership(), byAddress(current.keySet()))
            .orElseGet(() -> leastLoaded(current)));
  }

  private static Optional<ActorRef> wanted(
      String shardId, Membership membership, Map<Address, ActorRef> regions) {
    if (membership.ring().isEmpty()) {
      return Optional.empty();
    }
    NodeId owner = membership.ring().ownerOf(Integer.parseInt(shardId));
    return Optional.ofNullable(regions.get(membership.addresses().get(owner).address()));
  }

  private Map<Address, ActorRef> byAddress(Set<ActorRef> regions) {
    return regions.stream()
        .collect(Collectors.toMap(this::addressOf, Function.identity(), (old, anew) -> anew));
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
    forgetMoved(current);
    Set<String> underWay = new HashSet<>(inProgress);
    underWay.addAll(moving.keySet());
    int free = mostAtOnce - underWay.size();
    Membership membership = view.membership();
    Map<Address, ActorRef> regions = byAddress(current.keySet());
    if (free <= 0 || !membership.isStable() || !areAllOfMembers(regions.keySet(), membership)) {
      return Future.successful(Set.of());
    }
    Set<ActorRef> staying = new HashSet<>();
    membership.ring().hosts().keySet().stream()
        .map(node -> regions.get(membership.addresses().get(node).address()))
        .filter(Objects::nonNull)
        .forEach(staying::add);
    // A node that leaves waits for its shards to be elsewhere; what stays waits for new nodes to
    // settle.
    Set<String> moves =
        current.entrySet().stream()
            .sorted(Comparator.comparing(entry -> staying.contains(entry.getKey())))
            .filter(entry -> view.isSettled() || !staying.contains(entry.getKey()))
            .flatMap(
                entry ->
                    CollectionConverters.asJava(entry.getValue()).stream()
                        .filter(shard -> !underWay.contains(shard))
                        .filter(
                            shard ->
                                wanted(shard, membership, regions)
                                    .filter(region -> !region.equals(entry.getKey()))
                                    .isPresent()))
            .limit(free)
            .collect(Collectors.toSet());
    if (moves.isEmpty() || !contact.withAll(QUICK)) {
      return Future.successful(Set.of());
    }
    moves.forEach(shard -> moving.put(shard, System.nanoTime()));
    return Future.successful(moves);
  }

  /**
   * The coordinator counts a shard as moved when its old region has given it up. That it has not
   * found another one yet is not counted, and so many could wait for that at the same time.
   */
  private void forgetMoved(Map<ActorRef, IndexedSeq<String>> current) {
    Map<Address, ActorRef> regions = byAddress(current.keySet());
    Membership membership = view.membership();
    long now = System.nanoTime();
    moving
        .entrySet()
        .removeIf(
            move ->
                now - move.getValue() > LOST.toNanos()
                    || wanted(move.getKey(), membership, regions)
                        .filter(region -> current.get(region).contains(move.getKey()))
                        .isPresent());
  }

  /**
   * One of a node that was downed and is not removed yet would be waited for; what it has moves by
   * itself in a moment.
   */
  private static boolean areAllOfMembers(Set<Address> regions, Membership membership) {
    return membership.addresses().values().stream()
        .map(UniqueAddress::address)
        .collect(Collectors.toSet())
        .containsAll(regions);
  }
}
