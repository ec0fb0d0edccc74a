package dev.ringo.cluster;

import akka.cluster.UniqueAddress;
import dev.ringo.ring.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Since when stores that were members' are not any more. One thread updates, any thread asks. What
 * was never seen counts as absent since this began to look.
 */
final class Absences {

  /** More are forgotten all at once: copies of so many lost stores are replaced long since. */
  private static final int MAX_ABSENT = 10_000;

  private record Store(NodeId node, long id) {}

  private record Absence(long sinceNanos, boolean dead) {}

  private final Absence never = new Absence(System.nanoTime(), false);
  private volatile Map<Store, UniqueAddress> present = Map.of();
  private final Map<Store, Absence> absent = new ConcurrentHashMap<>();

  /**
   * Takes over what the membership is now.
   *
   * @param isDead is a process known to have ended?
   */
  void update(Membership membership, Predicate<UniqueAddress> isDead) {
    Map<Store, UniqueAddress> now = new HashMap<>();
    membership
        .stores()
        .forEach((node, id) -> now.put(new Store(node, id), membership.addresses().get(node)));
    if (now.equals(present)) {
      return;
    }
    present.forEach(
        (store, address) -> {
          if (!now.containsKey(store)) {
            absent.put(store, new Absence(System.nanoTime(), isDead.test(address)));
          }
        });
    now.keySet().forEach(absent::remove);
    if (absent.size() > MAX_ABSENT) {
      absent.clear();
    }
    present = now;
  }

  Duration of(NodeId node, long id) {
    Store store = new Store(node, id);
    return present.containsKey(store)
        ? Duration.ZERO
        : Duration.ofNanos(System.nanoTime() - absent.getOrDefault(store, never).sinceNanos());
  }

  boolean isDead(NodeId node, long id) {
    return absent.getOrDefault(new Store(node, id), never).dead();
  }
}
