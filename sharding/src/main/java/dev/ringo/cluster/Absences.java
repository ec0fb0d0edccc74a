package dev.ringo.cluster;

import dev.ringo.ring.NodeId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when stores that were members' are not any more. One thread updates, any thread asks. What
 * was never seen counts as absent since this began to look.
 */
final class Absences {

  /**
   * The oldest are forgotten only if so many stores were lost: their copies are replaced by then.
   */
  private static final int MAX_ABSENT = 10_000;

  private record Store(NodeId node, long id) {}

  private final long startedNanos = System.nanoTime();
  private volatile Set<Store> present = Set.of();
  private final Map<Store, Long> absentSince = new ConcurrentHashMap<>();

  void update(Map<NodeId, Long> stores) {
    Set<Store> now = new HashSet<>();
    stores.forEach((node, store) -> now.add(new Store(node, store)));
    if (now.equals(present)) {
      return;
    }
    for (Store store : present) {
      if (!now.contains(store)) {
        absentSince.put(store, System.nanoTime());
      }
    }
    now.forEach(absentSince::remove);
    if (absentSince.size() > MAX_ABSENT) {
      absentSince.clear();
    }
    present = now;
  }

  Duration of(NodeId node, long id) {
    Store store = new Store(node, id);
    if (present.contains(store)) {
      return Duration.ZERO;
    }
    return Duration.ofNanos(System.nanoTime() - absentSince.getOrDefault(store, startedNanos));
  }
}
