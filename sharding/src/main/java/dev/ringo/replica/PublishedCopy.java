package dev.ringo.replica;

import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;

/**
 * What a replica lets others see without going through its mailbox. Written by the replica alone,
 * each time before it replies; read by any thread.
 *
 * @param promised the epoch that the replica follows
 * @param committed index up to which it knows its log to be committed
 */
public record PublishedCopy(
    ChunkInfo info,
    CopiesAt copiesAt,
    Epoch promised,
    EpochRuns log,
    long committed,
    StoredLog entries) {

  public Copies copies() {
    return copiesAt.copies();
  }
}
