package dev.ringo.replica;

import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.ReplicaId;

/**
 * What a replica lets others see without going through its mailbox. Written by the replica alone,
 * each time before it replies; read by any thread.
 *
 * @param promised the epoch that the replica follows
 * @param committed index up to which it knows its log to be committed
 * @param ownersCommitted index up to which the owner's log was committed when it last said so: what
 *     this copy has to have
 * @param isSealed does its log have a seal, which may not be committed?
 * @param isClosed is the chunk sealed for good, so that the copy may answer without an owner?
 */
public record PublishedCopy(
    ReplicaId replica,
    ChunkInfo info,
    CopiesAt copiesAt,
    Epoch promised,
    EpochRuns log,
    long committed,
    long ownersCommitted,
    boolean isSealed,
    boolean isClosed,
    StoredLog entries) {

  /** How many chunks the domain has at least: the next one is made before anybody is told. */
  public long chunks() {
    return info.number() + (isClosed ? 2 : 1);
  }

  public Copies copies() {
    return copiesAt.copies();
  }
}
