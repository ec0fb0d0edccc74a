package dev.ringo.replication;

import dev.ringo.replication.Protocol.Granted;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What copies granted a claimant, and which of their logs it may go on from. */
final class Grants {

  private static final Comparator<Granted> BY_LOG =
      Comparator.comparing(grant -> grant.log().lastPosition());

  private final Map<ReplicaId, Granted> grants = new TreeMap<>();

  void add(ReplicaId copy, Granted grant) {
    grants.put(copy, grant);
  }

  /** Who granted. */
  Set<ReplicaId> copies() {
    return grants.keySet();
  }

  /** The list of copies in the newest log. There is at least one grant. */
  CopiesAt newestCopies() {
    return grants.values().stream().max(BY_LOG).orElseThrow().copies();
  }

  /**
   * The newest log whose copy could have been elected: a majority of the list of copies in it
   * granted the epoch and has no newer log.
   */
  Optional<Granted> reference() {
    return grants.values().stream()
        .filter(candidate -> candidate.copies().copies().hasMajority(notNewerThan(candidate)))
        .max(BY_LOG);
  }

  /**
   * The newest log, if no majority of its list can ever grant: all members that did not are gone.
   * What was committed is in it, as long as a copy that held it is among those that granted.
   */
  Optional<Granted> survivor(Set<ReplicaId> gone) {
    return grants.values().stream()
        .max(BY_LOG)
        .filter(newest -> isAllThatIsLeft(newest.copies().copies(), gone));
  }

  private boolean isAllThatIsLeft(Copies list, Set<ReplicaId> gone) {
    return list.members().stream().anyMatch(grants::containsKey)
        && list.members().stream()
            .allMatch(copy -> grants.containsKey(copy) || gone.contains(copy));
  }

  private Set<ReplicaId> notNewerThan(Granted candidate) {
    Set<ReplicaId> voters = new TreeSet<>();
    grants.forEach(
        (copy, grant) -> {
          if (BY_LOG.compare(grant, candidate) <= 0) {
            voters.add(copy);
          }
        });
    return voters;
  }
}
