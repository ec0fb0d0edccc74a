package dev.ringo.testkit.harness;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A part of 198.18.0.0/15, which is set aside for tests of networks (RFC 2544), for one cluster.
 *
 * @param number 0 to 127
 */
record TestSubnet(int number) {

  private static final int COUNT = 128;
  private static final int PREFIX_BITS = 22;
  private static final int MOST_PLACES = 1000;
  private static final int FIRST_PLACE = 10;

  /** One that this machine has no address in. */
  static TestSubnet choose() {
    List<String> taken = addresses();
    int first = (int) (ProcessHandle.current().pid() % COUNT);
    return IntStream.range(0, COUNT)
        .mapToObj(i -> new TestSubnet((first + i) % COUNT))
        .filter(subnet -> !taken.contains(subnet.address(1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("all of 198.18.0.0/15 is taken"));
  }

  private static List<String> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(InetAddress::getHostAddress)
          .collect(Collectors.toList());
    } catch (SocketException e) {
      throw new IllegalStateException("the machine's addresses cannot be read", e);
    }
  }

  String ofTest() {
    return address(1) + "/" + PREFIX_BITS;
  }

  String ofPlace(int place) {
    if (place >= MOST_PLACES) {
      throw new IllegalStateException("a network has room for " + MOST_PLACES + " nodes");
    }
    return address(FIRST_PLACE + place);
  }

  String ofPlaceWithPrefix(int place) {
    return ofPlace(place) + "/" + PREFIX_BITS;
  }

  private String address(int host) {
    return "198." + (18 + number / 64) + "." + (number % 64 * 4 + host / 256) + "." + host % 256;
  }
}
