package dev.ringo.cluster;

import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.Ring;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * The nodes that can hold copies, as the cluster membership has them, and their ring. A node tells
 * its id and its host by its cluster roles. Immutable.
 *
 * @param ring of the members that are up or on their way out of the cluster, not of those that only
 *     join
 * @param addresses of all nodes that are members in whatever state, those that are downed excepted;
 *     one that was started anew has another
 * @param reachable the nodes that the failure detector reaches
 */
public record Membership(Ring ring, Map<NodeId, UniqueAddress> addresses, Set<NodeId> reachable) {

  /** The role of the members that hold copies. */
  public static final String STORE_ROLE = "ringo-store";

  private static final String ID_ROLE = "id-";
  private static final String HOST_ROLE = "host-";

  public Membership {
    addresses = Map.copyOf(addresses);
    reachable = Set.copyOf(reachable);
  }

  /** The roles of a node that holds copies. */
  public static Set<String> roles(NodeId id, String host) {
    return Set.of(STORE_ROLE, ID_ROLE + id, HOST_ROLE + host);
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

  private static Optional<String> valueOf(Set<String> roles, String prefix) {
    return roles.stream()
        .filter(role -> role.startsWith(prefix))
        .map(role -> role.substring(prefix.length()))
        .findFirst();
  }

  /** The membership of a state. {@code ring} computes the ring of some nodes and their hosts. */
  static Membership of(CurrentClusterState state, Function<Map<NodeId, String>, Ring> ring) {
    Map<NodeId, String> onRing = new HashMap<>();
    Map<NodeId, UniqueAddress> addresses = new HashMap<>();
    Set<NodeId> reachable = new HashSet<>();
    Set<Member> unreachable = Set.copyOf(state.getUnreachable());
    StreamSupport.stream(state.getMembers().spliterator(), false)
        .filter(member -> !member.status().equals(MemberStatus.down()))
        .filter(member -> !member.status().equals(MemberStatus.removed()))
        .forEach(
            member ->
                nodeOf(member.getRoles())
                    .ifPresent(
                        node -> {
                          addresses.put(node, member.uniqueAddress());
                          if (isOnRing(member)) {
                            onRing.put(node, hostOf(member.getRoles()).orElse(""));
                          }
                          if (!unreachable.contains(member)) {
                            reachable.add(node);
                          }
                        }));
    return new Membership(ring.apply(onRing), addresses, reachable);
  }

  /** Is every node on the ring, none on its way in, and none unreachable? */
  public boolean isStable() {
    return ring.nodes().size() == addresses.size() && reachable.size() == addresses.size();
  }

  private static boolean isOnRing(Member member) {
    return !member.status().equals(MemberStatus.joining())
        && !member.status().equals(MemberStatus.weaklyUp());
  }
}
