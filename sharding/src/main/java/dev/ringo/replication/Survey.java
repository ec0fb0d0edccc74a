package dev.ringo.replication;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a claimant learns before it claims: does the chunk exist, which list of copies to go by, and
 * above which epoch to claim. A copy's answer is taken as soon as there is a list; "there is none"
 * takes the answers of all members.
 *
 * <p>A survey that may create the chunk carries the claimant's epoch, and a member without a copy
 * that answers it refuses every lower epoch from then on (the promise of Paxos, Lamport 1998). So
 * of two creators, the later one sees what the earlier one made, or the earlier one fails.
 *
 * <p>Pure; one thread at a time.
 */
public final class Survey {

  /** A copy's answer. */
  public record Found(ChunkInfo info, CopiesAt copies, Epoch promised) {}

  /**
   * A member's answer.
   *
   * @param promised the epoch a member without a copy promised for a creation
   */
  public record Answer(ReplicaId replica, Optional<Found> found, Epoch promised) {}

  private final Set<Object> awaited;
  private final Map<ReplicaId, Answer> answers = new HashMap<>();

  /**
   * A survey of some members.
   *
   * @param members all members of the cluster that can hold copies, in a form of the caller's. One
   *     that comes back without its store is another member: it knows of no promise, so what it
   *     says belongs to a new survey
   */
  public Survey(Collection<?> members) {
    awaited = new HashSet<>(members);
  }

  public void answered(Object member, Answer answer) {
    awaited.remove(member);
    answers.put(answer.replica(), answer);
  }

  /**
   * The newest list found, once a majority of it is found to be there: without that, a claim is in
   * vain. Or once all members have answered: then there is no newer one, and the rest of its copies
   * may be gone.
   */
  public Optional<Found> found() {
    return finds()
        .max((a, b) -> a.copies().compareTo(b.copies()))
        .filter(newest -> complete() || newest.copies().copies().hasMajority(holders()));
  }

  /** No member has a copy: the chunk does not exist. */
  public boolean nowhere() {
    return complete() && finds().findAny().isEmpty();
  }

  /** Have all members answered? */
  public boolean complete() {
    return awaited.isEmpty() && !answers.isEmpty();
  }

  private Stream<Found> finds() {
    return answers.values().stream().flatMap(answer -> answer.found().stream());
  }

  /** The highest epoch that any answer knows of. */
  public Epoch highestEpoch() {
    return Stream.concat(
            answers.values().stream().map(Answer::promised), finds().map(Found::promised))
        .max(Epoch::compareTo)
        .orElse(Epoch.NONE);
  }

  /** Who answered: for a new chunk, the replicas to choose the first copies from. */
  public Set<ReplicaId> replicas() {
    return Set.copyOf(answers.keySet());
  }

  /** The replicas that have a copy. */
  public Set<ReplicaId> holders() {
    return answers.values().stream()
        .filter(answer -> answer.found().isPresent())
        .map(Answer::replica)
        .collect(Collectors.toUnmodifiableSet());
  }

  public Set<Object> awaited() {
    return Set.copyOf(awaited);
  }
}
