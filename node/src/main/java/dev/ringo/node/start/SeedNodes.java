package dev.ringo.node.start;

import akka.actor.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses that a node joins at, in Akka's terms: a node that finds itself first starts the
 * cluster if no other of them is in one.
 */
final class SeedNodes {

  private SeedNodes() {}

  static List<Address> of(Address self, List<Endpoint> join) {
    if (join.isEmpty()) {
      return List.of(self);
    }
    Set<Address> seeds = new LinkedHashSet<>();
    for (int i = 0; i < join.size(); i++) {
      if (!isSelf(join.get(i), self)) {
        seeds.addAll(namesOf(join.get(i), self));
      } else if (i == 0) {
        seeds.add(self);
      }
    }
    return List.copyOf(seeds);
  }

  private static boolean isSelf(Endpoint endpoint, Address self) {
    return isSame(endpoint, endpointOf(self));
  }

  /** Where an actor system listens; Akka has the brackets of an IPv6 address as a part of it. */
  static Endpoint endpointOf(Address address) {
    String host = address.getHost().orElseThrow();
    return new Endpoint(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        address.getPort().orElseThrow());
  }

  /** Do two endpoints name the same port of the same host? */
  static boolean isSame(Endpoint one, Endpoint other) {
    return one.port() == other.port()
        && (one.host().equalsIgnoreCase(other.host())
            || numberOf(one.host()).equals(numberOf(other.host())));
  }

  /**
   * A node answers to its address as it was given to it only, and that may be the host's name or
   * its number.
   */
  private static Set<Address> namesOf(Endpoint endpoint, Address self) {
    Set<Address> names = new LinkedHashSet<>();
    names.add(addressOf(self, endpoint.host(), endpoint.port()));
    numberOf(endpoint.host())
        .ifPresent(number -> names.add(addressOf(self, number, endpoint.port())));
    return names;
  }

  private static Address addressOf(Address self, String host, int port) {
    String inBrackets = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return new Address(self.protocol(), self.system(), inBrackets, port);
  }

  private static Optional<String> numberOf(String host) {
    try {
      return Optional.of(InetAddress.getByName(host).getHostAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
