package dev.ringo.client;

import dev.ringo.replica.CopyReader;
import dev.ringo.ring.ChunkId;

/**
 * What a get asks of a chunk.
 *
 * @param from the first index to look at
 * @param upTo the last one; 0 for all that is acknowledged
 */
record ReadRequest(
    ChunkId chunk, byte[] key, long from, long upTo, int maxEntries, GetOptions options) {

  ReadRequest goingOn(long newFrom, long newUpTo) {
    return new ReadRequest(chunk, key, newFrom, newUpTo, maxEntries, options);
  }

  /** The last index for a read of a copy that is not confirmed. */
  long upToOfAnyCopy() {
    return upTo == 0 ? CopyReader.COMMITTED : upTo;
  }
}
