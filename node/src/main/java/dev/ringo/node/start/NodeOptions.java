package dev.ringo.node.start;

import dev.ringo.cluster.Membership;
import dev.ringo.replica.NodeDirectory;
import dev.ringo.ring.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a node is started with.
 *
 * @param directory what it keeps its copies in; in memory, if there is none
 * @param join cluster addresses of nodes to join; none for a new cluster
 * @param settings what differs from the defaults, as {@code key=value}
 */
public record NodeOptions(
    NodeId id,
    Optional<NodeDirectory> directory,
    String host,
    int port,
    int httpPort,
    int managementPort,
    List<Endpoint> join,
    List<String> settings) {

  public NodeOptions {
    join = List.copyOf(join);
    settings = List.copyOf(settings);
  }

  /** The cluster roles of the node. */
  public Set<String> roles() {
    return directory
        .map(found -> Membership.roles(id, found.store(), host))
        .orElseGet(() -> Membership.roles(id, host));
  }

  /** Is it for others to start the cluster? */
  public boolean joinsOthers() {
    return !join.isEmpty() && !SeedNodes.isSame(join.get(0), cluster());
  }

  Endpoint cluster() {
    return new Endpoint(host, port);
  }
}
