package dev.ringo.replication;

import dev.ringo.replication.Protocol.Granted;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What copies granted a claimant, and which of their logs it may go on from. */
final class Grants {

  /** A copy and what it granted. */
  record Grant(ReplicaId copy, Granted granted) {
    Copies list() {
      return granted.copies().copies();
    }
  }

  private static final Comparator<Grant> BY_LOG =
      Comparator.comparing(grant -> grant.granted().log().lastPosition());

  private final Map<ReplicaId, Grant> grants = new TreeMap<>();

  void add(ReplicaId copy, Granted granted) {
    grants.put(copy, new Grant(copy, granted));
  }

  boolean has(ReplicaId copy) {
    return grants.containsKey(copy);
  }

  /** The shape of a copy's log when it granted; empty if it did not. */
  EpochRuns logOf(ReplicaId copy) {
    return has(copy) ? grants.get(copy).granted().log() : EpochRuns.EMPTY;
  }

  /** The list of copies in the newest log. There is at least one grant. */
  CopiesAt newestCopies() {
    return newest().orElseThrow().granted().copies();
  }

  private Optional<Grant> newest() {
    return grants.values().stream().max(BY_LOG);
  }

  /**
   * The newest log whose copy could have been elected: a majority of the list of copies in it
   * granted the epoch and has no newer log.
   */
  Optional<Grant> reference() {
    return grants.values().stream()
        .filter(candidate -> candidate.list().hasMajority(notNewerThan(candidate)))
        .max(BY_LOG);
  }

  /**
   * The newest log, if all who did not grant are gone: no majority may ever come together. What was
   * committed is in it, as long as a copy that held it is left.
   *
   * @param asked who was asked to grant
   */
  Optional<Grant> survivor(Set<ReplicaId> asked, Set<ReplicaId> gone) {
    return newest().filter(newest -> isAll(asked, gone) && isAll(newest.list().members(), gone));
  }

  private boolean isAll(Collection<ReplicaId> copies, Set<ReplicaId> gone) {
    return copies.stream().allMatch(copy -> has(copy) || gone.contains(copy));
  }

  /** The members of a survivor's list that are left; itself, if that is none of them. */
  Copies left(Grant survivor) {
    List<ReplicaId> left = survivor.list().members().stream().filter(this::has).toList();
    return new Copies(left.isEmpty() ? List.of(survivor.copy()) : left);
  }

  private Set<ReplicaId> notNewerThan(Grant candidate) {
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
