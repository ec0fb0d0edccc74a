package dev.ringo.replication;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How far each copy that an owner feeds has come, and which of them have no room. One thread at a
 * time.
 */
final class CopyProgress {

  /** What each copy has persisted of the owner's log. Values never fall. */
  private final Map<ReplicaId, Long> matched = new TreeMap<>();

  private final Set<ReplicaId> full = new TreeSet<>();

  /** How many sources each copy was named: those who ask in turn must not always get the same. */
  private final Map<ReplicaId, Integer> sourcesNamed = new TreeMap<>();

  void matched(ReplicaId copy, long index, boolean isFull) {
    matched.merge(copy, index, Math::max);
    if (isFull) {
      full.add(copy);
    } else {
      full.remove(copy);
    }
  }

  long matchOf(ReplicaId copy) {
    return matched.getOrDefault(copy, 0L);
  }

  boolean isFull(ReplicaId copy) {
    return full.contains(copy);
  }

  void forget(ReplicaId copy) {
    matched.remove(copy);
    full.remove(copy);
    sourcesNamed.remove(copy);
  }

  /** Has a majority of these copies room for more? */
  boolean hasRoom(Copies copies) {
    return copies.members().stream().filter(copy -> !full.contains(copy)).count()
        >= copies.majority();
  }

  /** Those of the copies that hold the owner's log at least up to an index. */
  List<ReplicaId> holding(Copies copies, long index) {
    return copies.members().stream().filter(copy -> matchOf(copy) >= index).toList();
  }

  /**
   * Another copy that has the entries from an index on; another one each time, as some may be gone.
   */
  Optional<Ownership.Source> source(ReplicaId copy, long from) {
    List<Ownership.Source> sources =
        matched.entrySet().stream()
            .filter(other -> !other.getKey().equals(copy) && other.getValue() >= from)
            .map(other -> new Ownership.Source(other.getKey(), other.getValue()))
            .toList();
    return sources.isEmpty()
        ? Optional.empty()
        : Optional.of(
            sources.get(Math.floorMod(sourcesNamed.merge(copy, 1, Integer::sum), sources.size())));
  }
}
