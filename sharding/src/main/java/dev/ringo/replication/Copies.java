package dev.ringo.replication;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The replicas of a chunk that are in force: they vote and count for an acknowledgement. Never
 * empty.
 */
public record Copies(List<ReplicaId> members) {

  public Copies {
    members = List.copyOf(members);
    if (members.isEmpty() || new HashSet<>(members).size() != members.size()) {
      throw new IllegalArgumentException("copies are one or more distinct replicas: " + members);
    }
  }

  public boolean contains(ReplicaId replica) {
    return members.contains(replica);
  }

  /** How many replicas make a majority. */
  public int majority() {
    return members.size() / 2 + 1;
  }

  /** Is a majority of the copies among these replicas? */
  public boolean hasMajority(Set<ReplicaId> replicas) {
    return members.stream().filter(replicas::contains).count() >= majority();
  }

  /** The highest number that a majority of the copies has reached. */
  public long reachedByMajority(ToLongFunction<ReplicaId> reached) {
    long[] sorted = members.stream().mapToLong(reached).sorted().toArray();
    return sorted[sorted.length - majority()];
  }

  /** The highest number that all copies have reached. */
  public long reachedByAll(ToLongFunction<ReplicaId> reached) {
    return members.stream().mapToLong(reached).min().getAsLong();
  }

  public Copies with(ReplicaId replica) {
    List<ReplicaId> more = new ArrayList<>(members);
    more.add(replica);
    return new Copies(more);
  }

  public Copies without(ReplicaId replica) {
    return new Copies(members.stream().filter(member -> !member.equals(replica)).toList());
  }

  /** Do the two lists differ by at most one replica, so that any two majorities of them meet? */
  public boolean isOneStepFrom(Copies other) {
    Set<ReplicaId> difference = new HashSet<>(members);
    other.members.forEach(
        member -> {
          if (!difference.remove(member)) {
            difference.add(member);
          }
        });
    return difference.size() <= 1;
  }
}
