package dev.ringo.replication;

import java.util.List;

/** What owners and replicas say to each other. */
public final class Protocol {

  private Protocol() {}

  /**
   * Asks a replica for the right to write. {@code copies} is the list the claimant goes by; a
   * replica that has no log yet takes it and {@code info} as its own.
   *
   * @param copy the replica that is asked, and no other one
   */
  public record Claim(ReplicaId copy, Epoch epoch, ChunkInfo info, CopiesAt copies) {}

  public sealed interface ClaimReply permits Granted, ClaimRefused, CopyGone {}

  /**
   * The replica follows this epoch now and none below.
   *
   * @param log the shape of its log
   * @param copies the newest list in its log
   * @param committed index up to which it knows its log to be committed
   * @param end how its log ends the chunk
   */
  public record Granted(Epoch epoch, EpochRuns log, CopiesAt copies, long committed, ChunkEnd end)
      implements ClaimReply {}

  /** The replica follows another epoch, which is not below the claimed one. */
  public record ClaimRefused(Epoch claimed, Epoch promised) implements ClaimReply {}

  /**
   * The store that was asked has lost this copy, or dropped it: it will never grant, hold or
   * confirm anything again.
   */
  public record CopyGone(Epoch claimed) implements ClaimReply {}

  /**
   * Hands a replica entries that follow {@code previous}, and tells it what is committed. Without
   * batches it only tells.
   */
  public record Append(Epoch epoch, LogPosition previous, List<Batch> batches, long committed) {

    public Append {
      batches = List.copyOf(batches);
    }

    /** Where the replica's log ends if it takes all this. */
    public LogPosition end() {
      if (batches.isEmpty()) {
        return previous;
      }
      Batch last = batches.get(batches.size() - 1);
      return new LogPosition(last.epoch(), last.last());
    }
  }

  public sealed interface AppendReply permits Accepted, Mismatch, AppendRefused, NoRoom {}

  /**
   * The replica has persisted the owner's log up to {@code index}.
   *
   * @param committed index up to which it knows its log to be committed
   * @param full its store is at its limit: the owner should take no more puts
   */
  public record Accepted(Epoch epoch, long index, long committed, boolean full)
      implements AppendReply {}

  /** The replica does not have {@code previous}; this is the shape of what it has. */
  public record Mismatch(Epoch epoch, EpochRuns log) implements AppendReply {}

  /** The replica follows another epoch. If it is a lower one it has to be claimed first. */
  public record AppendRefused(Epoch asked, Epoch promised) implements AppendReply {}

  /** The replica's store has no room for this; nothing was taken. */
  public record NoRoom(Epoch epoch) implements AppendReply {}

  /** Asks whether this epoch still stands. Rounds rise; the answer names the one it answers. */
  public record Confirm(Epoch epoch, long round) {}

  /** {@code promised} is the epoch that the replica follows. */
  public record Confirmed(Epoch promised, long round) {}
}
