package dev.ringo.replication;

import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;

/**
 * What a chunk is told when it is made and never changes.
 *
 * @param number of the chunk in its domain, from 0
 * @param replicas wanted besides the first copy ({@code nrepl})
 * @param creation a number that the creator chose for its request, so that a repeated request is
 *     told from another one
 */
public record ChunkInfo(
    DomainName domain,
    long number,
    int replicas,
    boolean keycache,
    boolean noindex,
    long creation) {

  public ChunkId id() {
    return ChunkId.of(number, domain);
  }
}
