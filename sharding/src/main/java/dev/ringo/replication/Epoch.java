package dev.ringo.replication;

/**
 * The number of an ownership. Two claimants that take the same number differ in {@code claimant}, a
 * random number that each makes for itself, so all epochs are ordered and no two ownerships share
 * one.
 */
public record Epoch(long number, long claimant) implements Comparable<Epoch> {

  /** Below every claimed epoch. */
  public static final Epoch NONE = new Epoch(0, 0);

  /** The epoch with the next higher number. */
  public Epoch next(long newClaimant) {
    return new Epoch(number + 1, newClaimant);
  }

  @Override
  public int compareTo(Epoch other) {
    int byNumber = Long.compare(number, other.number);
    return byNumber != 0 ? byNumber : Long.compareUnsigned(claimant, other.claimant);
  }

  @Override
  public String toString() {
    return number + "." + Long.toHexString(claimant);
  }
}
