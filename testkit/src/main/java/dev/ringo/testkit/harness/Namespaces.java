package dev.ringo.testkit.harness;

import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace of Linux for each place, all linked to a switch in a further one. The test
 * reaches the places over a link of its own.
 *
 * <pre>
 * test  .1 --- hub: bridge --- place 0, .10
 *                         \--- place 1, .11 ...
 * </pre>
 *
 * A cut is an entry in the neighbour tables of both sides which has the other's address at a
 * hardware address that nobody has: what is sent is lost silently, as in a network that breaks.
 */
final class Namespaces implements Network {

  private static final int PORT = 25520;
  private static final int HTTP_PORT = 15000;
  private static final int MANAGEMENT_PORT = 8558;

  private static final String NOBODY = "02:00:00:00:00:01";
  private static final AtomicInteger COUNT = new AtomicInteger();

  private record Cut(Place from, Place to) {}

  private final int number = COUNT.incrementAndGet();
  private final String name = NamespaceNames.of(number);
  private final String hub = name + "-hub";
  private final String link = "rg" + ProcessHandle.current().pid() + "-" + number;
  private final TestSubnet subnet;
  private final Set<Cut> cuts = new LinkedHashSet<>();
  private int places;

  /** Why there can be none on this machine, if so. It is tried out once. */
  static Optional<String> whyNot() {
    return Attempt.FAILURE;
  }

  private static final class Attempt {

    private static final Optional<String> FAILURE = failure();

    private static Optional<String> failure() {
      try (Namespaces attempt = new Namespaces()) {
        Place place = attempt.newPlace();
        IpCommand.run(String.join(" ", place.prefix().subList(1, place.prefix().size())) + " true");
        return Optional.empty();
      } catch (IllegalStateException | UncheckedIOException e) {
        return Optional.of(
            "network namespaces take Linux, root and ip of iproute2 (" + e.getMessage() + ")");
      }
    }
  }

  Namespaces() {
    NamespaceNames.removeLeftovers();
    subnet = TestSubnet.choose();
    try {
      IpCommand.run("netns add " + hub);
      IpCommand.run("link add " + link + " type veth peer name test netns " + hub);
      IpCommand.run("addr add " + subnet.ofTest() + " dev " + link);
      IpCommand.run("link set " + link + " up");
      IpCommand.runIn(
          hub,
          "link add switch type bridge",
          "link set switch up",
          "link set test master switch",
          "link set test up");
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public synchronized Place newPlace() {
    int place = places++;
    String namespace = name + "-" + place;
    IpCommand.run("netns add " + namespace);
    IpCommand.runIn(
        hub,
        "link add p" + place + " type veth peer name eth0 netns " + namespace,
        "link set p" + place + " master switch",
        "link set p" + place + " up");
    IpCommand.runIn(
        namespace,
        "link set lo up",
        "addr add " + subnet.ofPlaceWithPrefix(place) + " dev eth0",
        "link set eth0 up");
    return new Place(
        subnet.ofPlace(place),
        PORT,
        HTTP_PORT,
        MANAGEMENT_PORT,
        List.of("ip", "netns", "exec", namespace));
  }

  private static String namespaceOf(Place place) {
    return place.prefix().get(place.prefix().size() - 1);
  }

  @Override
  public synchronized void cut(Place one, Place other) {
    cutFrom(one, other);
    cutFrom(other, one);
  }

  private void cutFrom(Place from, Place to) {
    if (cuts.add(new Cut(from, to))) {
      String entry = to.host() + " lladdr " + NOBODY + " dev eth0 nud permanent";
      IpCommand.runIn(namespaceOf(from), "neigh replace " + entry);
    }
  }

  @Override
  public synchronized void heal() {
    for (Cut cut : cuts) {
      IpCommand.runIn(namespaceOf(cut.from), "neigh del " + cut.to.host() + " dev eth0");
    }
    cuts.clear();
  }

  /** The links go with the namespaces. */
  @Override
  public void close() {
    NamespaceNames.removeAll(name);
  }
}
