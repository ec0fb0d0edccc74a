package dev.ringo.death;

import akka.cluster.UniqueAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the ports of some members, on a thread of its own. */
final class PortWatch implements AutoCloseable {

  /** Is told of what happens, on the watching thread. */
  interface Listener {

    /** A member's port was reached; more than once if the connection ended. */
    void reached(UniqueAddress member);

    /** A member's process is dead. */
    void died(UniqueAddress member);
  }

  private static final Logger LOG = LoggerFactory.getLogger(PortWatch.class);

  private final DeathSettings settings;
  private final Listener listener;
  private final Selector selector;

  /** Those under watch. Of the watching thread. */
  private final Map<UniqueAddress, WatchedPort> watched = new HashMap<>();

  /** Whom to watch. */
  private volatile Set<UniqueAddress> wanted = Set.of();

  private volatile boolean isClosed;

  private PortWatch(DeathSettings settings, Listener listener) throws IOException {
    this.settings = settings;
    this.listener = listener;
    this.selector = Selector.open();
  }

  /** Starts a watch over nobody. */
  static PortWatch start(DeathSettings settings, Listener listener) {
    try {
      PortWatch watch = new PortWatch(settings, listener);
      Thread thread = new Thread(watch::run, "ringo-port-watch");
      thread.setDaemon(true);
      thread.start();
      return watch;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Watches these from now on, and no others. One thread at a time. */
  void watch(Set<UniqueAddress> members) {
    if (!members.equals(wanted)) {
      wanted = Set.copyOf(members);
      selector.wakeup();
    }
  }

  @Override
  public void close() {
    isClosed = true;
    selector.wakeup();
  }

  private void run() {
    try (selector) {
      while (!isClosed) {
        step();
      }
    } catch (IOException e) {
      LOG.error("Members that die are found by their missing heartbeats only from now on", e);
    } finally {
      watched.values().forEach(WatchedPort::close);
    }
  }

  private void step() throws IOException {
    takeWanted();
    long now = System.nanoTime();
    watched.values().forEach(port -> port.act(now));
    long waitNanos =
        watched.values().stream().mapToLong(port -> port.nanosToAct(now)).min().orElse(0);
    // Rounded up, as 0 waits for ever.
    selector.select(TimeUnit.NANOSECONDS.toMillis(waitNanos + 999_999));
    for (SelectionKey key : selector.selectedKeys()) {
      ((WatchedPort) key.attachment()).ready(System.nanoTime());
    }
    selector.selectedKeys().clear();
  }

  private void takeWanted() {
    Set<UniqueAddress> members = wanted;
    watched
        .entrySet()
        .removeIf(
            one -> {
              boolean unwanted = !members.contains(one.getKey());
              if (unwanted) {
                one.getValue().close();
              }
              return unwanted;
            });
    for (UniqueAddress member : members) {
      watched.computeIfAbsent(
          member, added -> new WatchedPort(added, settings, selector, listener));
    }
  }
}
