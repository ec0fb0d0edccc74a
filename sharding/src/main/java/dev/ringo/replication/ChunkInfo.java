package dev.ringo.replication;

import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;

/**
 * What a chunk is told when it is made and never changes.
 *
 * @param number of the chunk in its domain, from 0
 * @param replicas wanted besides the first copy ({@code nrepl})
 */
public record ChunkInfo(
    DomainName domain, long number, int replicas, boolean keycache, boolean noindex) {

  public ChunkId id() {
    return ChunkId.of(number, domain);
  }
}
