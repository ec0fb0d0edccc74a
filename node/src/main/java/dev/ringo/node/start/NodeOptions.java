package dev.ringo.node.start;

import dev.ringo.ring.NodeId;
import java.util.List;

/**
 * What a node is started with.
 *
 * @param join cluster addresses of nodes to join; none for a new cluster
 * @param settings what differs from the defaults, as {@code key=value}
 */
public record NodeOptions(
    NodeId id,
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

  /** Is it for others to start the cluster? */
  public boolean joinsOthers() {
    return !join.isEmpty() && !SeedNodes.isSame(join.get(0), cluster());
  }

  Endpoint cluster() {
    return new Endpoint(host, port);
  }
}
