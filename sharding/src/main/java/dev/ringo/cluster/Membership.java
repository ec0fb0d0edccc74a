package dev.ringo.cluster;

import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.Ring;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * The nodes that can hold copies, as the cluster membership has them, and their ring. A node tells
 * its id, its host and its store by its cluster roles. Immutable.
 *
 * @param ring of the members that are up, not of those that only join or are about to leave
 * @param addresses of all nodes that are members in whatever state, those that are downed excepted;
 *     one that was started anew has another. Of two members that say to be the same node, the older
 *     one is: the other may have started from a copy of its directory.
 * @param hosts that these nodes run on, empty where one does not say
 * @param stores what each of these nodes keeps its copies in; memory is another one at every start
 * @param reachable the nodes that the failure detector reaches
 * @param joining nodes on their way in: they are not on the ring yet
 * @param isStable is no member of the cluster on its way in, and none unreachable? Members without
 *     copies count too: they have a part in it when shards move
 */
public record Membership(
    Ring ring,
    Map<NodeId, UniqueAddress> addresses,
    Map<NodeId, String> hosts,
    Map<NodeId, Long> stores,
    Set<NodeId> joining,
    Set<NodeId> reachable,
    boolean isStable) {

  /** The role of the members that hold copies. */
  public static final String STORE_ROLE = "ringo-store";

  private static final String ID_ROLE = "id-";
  private static final String HOST_ROLE = "host-";
  private static final String STORE_ID_ROLE = "store-";

  public Membership {
    addresses = Map.copyOf(addresses);
    hosts = Map.copyOf(hosts);
    stores = Map.copyOf(stores);
    joining = Set.copyOf(joining);
    reachable = Set.copyOf(reachable);
  }

  /** The roles of a node that holds copies in memory: each time with another store. */
  public static Set<String> roles(NodeId id, String host) {
    return roles(id, ThreadLocalRandom.current().nextLong(), host);
  }

  /** The roles of a node that holds copies in a store that it had before. */
  public static Set<String> roles(NodeId id, long store, String host) {
    return Set.of(
        STORE_ROLE, ID_ROLE + id, HOST_ROLE + host, STORE_ID_ROLE + Long.toHexString(store));
  }

  /** The node id that is among a member's roles. */
  public static Optional<NodeId> nodeOf(Set<String> roles) {
    return roles.contains(STORE_ROLE)
        ? valueOf(roles, ID_ROLE).map(NodeId::parse)
        : Optional.empty();
  }

  /** The host that is among a member's roles. */
  public static Optional<String> hostOf(Set<String> roles) {
    return valueOf(roles, HOST_ROLE);
  }

  /** The store that is among a member's roles. */
  public static Optional<Long> storeOf(Set<String> roles) {
    return valueOf(roles, STORE_ID_ROLE).map(store -> Long.parseUnsignedLong(store, 16));
  }

  private static Optional<String> valueOf(Set<String> roles, String prefix) {
    return roles.stream()
        .filter(role -> role.startsWith(prefix))
        .map(role -> role.substring(prefix.length()))
        .findFirst();
  }

  /**
   * The membership of a state.
   *
   * @param leaving nodes that hand their copies over before they leave, by their stores
   * @param ring computes the ring of some nodes and their hosts
   */
  static Membership of(
      CurrentClusterState state, Set<Long> leaving, Function<Map<NodeId, String>, Ring> ring) {
    Map<NodeId, String> onRing = new HashMap<>();
    Map<NodeId, UniqueAddress> addresses = new HashMap<>();
    Map<NodeId, String> hosts = new HashMap<>();
    Map<NodeId, Long> stores = new HashMap<>();
    Set<NodeId> joining = new HashSet<>();
    Set<NodeId> reachable = new HashSet<>();
    boolean isStable = true;
    Set<Member> unreachable = Set.copyOf(state.getUnreachable());
    for (Member member : byAge(state)) {
      Optional<NodeId> node = nodeOf(member.getRoles());
      if (isOut(member)) {
        continue;
      }
      isStable &= !isJoining(member) && !unreachable.contains(member);
      if (node.isEmpty() || addresses.containsKey(node.get())) {
        continue;
      }
      long store = storeOf(member.getRoles()).orElse(0L);
      addresses.put(node.get(), member.uniqueAddress());
      stores.put(node.get(), store);
      String host = hostOf(member.getRoles()).orElse("");
      hosts.put(node.get(), host);
      if (member.status().equals(MemberStatus.up()) && !leaving.contains(store)) {
        onRing.put(node.get(), host);
      }
      if (isJoining(member)) {
        joining.add(node.get());
      }
      if (!unreachable.contains(member)) {
        reachable.add(node.get());
      }
    }
    return new Membership(
        ring.apply(onRing), addresses, hosts, stores, joining, reachable, isStable);
  }

  private static List<Member> byAge(CurrentClusterState state) {
    List<Member> members = new ArrayList<>();
    state.getMembers().forEach(members::add);
    members.sort(Member.ageOrdering());
    return members;
  }

  private static boolean isOut(Member member) {
    return member.status().equals(MemberStatus.down())
        || member.status().equals(MemberStatus.removed());
  }

  private static boolean isJoining(Member member) {
    return member.status().equals(MemberStatus.joining())
        || member.status().equals(MemberStatus.weaklyUp());
  }
}
