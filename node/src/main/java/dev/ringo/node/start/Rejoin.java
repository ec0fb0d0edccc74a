package dev.ringo.node.start;

import akka.actor.Address;
import akka.cluster.Cluster;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node with a directory comes back to its cluster: it joins any of the members that it knew.
 * If they are all starting, as after a loss of power, one of them has to begin: the first of those
 * whose processes run, and only if these are most of them. So a node that cannot reach the others
 * never begins a second cluster beside theirs.
 */
final class Rejoin {

  private static final Logger LOG = LoggerFactory.getLogger(Rejoin.class);
  private static final Duration CONNECT = Duration.ofMillis(500);

  private final Cluster cluster;
  private final Endpoint self;
  private final List<Endpoint> members;
  private List<Address> tried = List.of();

  /**
   * @param members that are known, with this node or without
   */
  Rejoin(Cluster cluster, Endpoint self, List<Endpoint> members) {
    this.cluster = cluster;
    this.self = self;
    Set<Endpoint> all = new LinkedHashSet<>(members);
    all.removeIf(member -> SeedNodes.isSame(member, self));
    all.add(self);
    this.members = all.stream().sorted(Comparator.comparing(Endpoint::toString)).toList();
  }

  /** Looks who runs, and tries to join accordingly; to be repeated until it is a member. */
  void attempt() {
    List<Endpoint> running =
        members.stream().filter(member -> member.equals(self) || runs(member)).toList();
    List<Endpoint> seeds = seeds(members, running, self);
    List<Address> addresses = SeedNodes.of(cluster.selfAddress(), seeds);
    if (!addresses.equals(tried)) {
      LOG.info("Of the last members {} these run: {}", members, running);
    }
    // One that begins has to be left the time to ask the others; whoever joins asks at once.
    if (!addresses.equals(tried) || !seeds.get(0).equals(self)) {
      tried = addresses;
      cluster.joinSeedNodes(addresses);
    }
  }

  /**
   * The members of which a node has to see most before it may begin.
   *
   * @param last those that it saw last
   * @param join what the command line names: all there are, if the node itself is among them
   */
  static List<Endpoint> members(List<Endpoint> last, List<Endpoint> join, Endpoint self) {
    if (join.stream().anyMatch(named -> SeedNodes.isSame(named, self))) {
      return join;
    }
    Set<Endpoint> both = new LinkedHashSet<>(last);
    both.addAll(join);
    return List.copyOf(both);
  }

  /** Whom to join, in Akka's order: a node that is the first itself may begin. */
  static List<Endpoint> seeds(List<Endpoint> members, List<Endpoint> running, Endpoint self) {
    boolean mayBegin = running.get(0).equals(self) && 2 * running.size() > members.size();
    List<Endpoint> seeds = new ArrayList<>(mayBegin ? running : members);
    seeds.remove(self);
    if (mayBegin) {
      seeds.add(0, self);
    }
    return seeds;
  }

  /** Does a process take connections at an address? */
  private static boolean runs(Endpoint endpoint) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(endpoint.host(), endpoint.port()), (int) CONNECT.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
