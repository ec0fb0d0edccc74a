package dev.ringo.death;

import akka.cluster.UniqueAddress;
import akka.event.EventStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The processes that one actor system reached, and those that it knows to be dead: the last of
 * them, more than a node watches. Any thread.
 */
final class Proofs {

  private static final int MOST = 4_096;

  /**
   * Akka makes its failure detectors by their class name, and of what an actor system owns it gives
   * them the event stream only.
   */
  private static final Map<EventStream, Proofs> BY_STREAM =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** When each was proven, in {@link System#nanoTime()}. */
  private final Map<UniqueAddress, Long> provenNanos = bounded();

  private final Map<UniqueAddress, Long> reachedNanos = bounded();

  /** The newest proof for each address: that of its last process. */
  private final Map<String, Long> newestNanos = bounded();

  static Proofs of(EventStream stream) {
    return BY_STREAM.computeIfAbsent(stream, one -> new Proofs());
  }

  private static <K> Map<K, Long> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
        return size() > MOST;
      }
    };
  }

  synchronized void reached(UniqueAddress member, long now) {
    reachedNanos.putIfAbsent(member, now);
  }

  synchronized boolean hasReached(UniqueAddress member) {
    return reachedNanos.containsKey(member);
  }

  synchronized void add(UniqueAddress member, long now) {
    provenNanos.putIfAbsent(member, now);
    newestNanos.put(member.address().toString(), now);
  }

  synchronized boolean has(UniqueAddress member) {
    return provenNanos.containsKey(member);
  }

  /** Was a process at this address proven dead after a time? */
  synchronized boolean hasAfter(long nanos, String address) {
    Long proven = newestNanos.get(address);
    return proven != null && proven - nanos > 0;
  }
}
