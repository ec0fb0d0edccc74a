package dev.ringo.replica;

import dev.ringo.replication.Epoch;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import dev.ringo.wire.ControlMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a store promised of chunks that it has no copy of, or none any more. One thread. */
final class Promises {

  /** Something that may not be forgotten. */
  sealed interface Fact extends ControlMessage permits Reserved, Made, Gone {}

  /** Whoever creates the chunk needs this epoch or a higher one. */
  record Reserved(ChunkId chunk, Epoch epoch) implements Fact {}

  /** A replica is about to be made: if there is none later, its files were lost. */
  record Made(ChunkId chunk, ReplicaId replica) implements Fact {}

  /**
   * A replica was dropped, or lost. It may never be made again, for it would have forgotten, and
   * what it had promised stands.
   */
  record Gone(ChunkId chunk, ReplicaId replica, Epoch promised) implements Fact {}

  /** A creation is over long before this many others were begun on this node. */
  private static final int MAX_RESERVATIONS = 10_000;

  private final Map<ChunkId, Set<ReplicaId>> gone = new HashMap<>();

  private final Map<ChunkId, ReplicaId> made = new HashMap<>();

  /** What the dropped replicas had promised. */
  private final Map<ChunkId, Epoch> floors = new HashMap<>();

  private final Map<ChunkId, Epoch> reservations =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ChunkId, Epoch> eldest) {
          return size() > MAX_RESERVATIONS;
        }
      };

  void apply(Fact fact) {
    if (fact instanceof Reserved reserved) {
      Epoch before = reservations.remove(reserved.chunk());
      reservations.put(
          reserved.chunk(), before == null ? reserved.epoch() : higher(before, reserved.epoch()));
    } else if (fact instanceof Made fresh) {
      made.put(fresh.chunk(), fresh.replica());
    } else if (fact instanceof Gone dropped) {
      made.remove(dropped.chunk(), dropped.replica());
      gone.computeIfAbsent(dropped.chunk(), none -> new HashSet<>()).add(dropped.replica());
      floors.merge(dropped.chunk(), dropped.promised(), Promises::higher);
    }
  }

  private static Epoch higher(Epoch one, Epoch other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** No lower epoch than this may make a copy of the chunk here. */
  Epoch floorOf(ChunkId chunk) {
    return higher(
        reservations.getOrDefault(chunk, Epoch.NONE), floors.getOrDefault(chunk, Epoch.NONE));
  }

  boolean isGone(ChunkId chunk, ReplicaId replica) {
    return gone.getOrDefault(chunk, Set.of()).contains(replica);
  }

  /** The replica of a chunk that was made here and not dropped since. */
  Optional<ReplicaId> madeFor(ChunkId chunk) {
    return Optional.ofNullable(made.get(chunk));
  }

  /** The chunk has a copy here now, whose own promises count. */
  void hasCopy(ChunkId chunk) {
    reservations.remove(chunk);
  }

  /** All there is, to begin with another time. */
  List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    reservations.forEach((chunk, epoch) -> facts.add(new Reserved(chunk, epoch)));
    made.forEach((chunk, replica) -> facts.add(new Made(chunk, replica)));
    gone.forEach(
        (chunk, replicas) ->
            replicas.forEach(replica -> facts.add(new Gone(chunk, replica, floors.get(chunk)))));
    return facts;
  }
}
