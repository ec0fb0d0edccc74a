package dev.ringo.client;

import akka.actor.typed.ActorRef;
import dev.ringo.domain.DomainEntity.GetKey;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.CopyReader.ReadReply;
import dev.ringo.ring.ChunkId;
import java.util.Optional;

/**
 * What a get asks of a chunk.
 *
 * @param from the first index to look at
 * @param upTo the last one; 0 for all that is acknowledged
 * @param maxBytes what the entries of one answer may take
 */
record ReadRequest(
    ChunkId chunk,
    byte[] key,
    long from,
    long upTo,
    int maxEntries,
    int maxBytes,
    GetOptions options) {

  /** Most values are small, and a get that finds a larger one asks again. */
  static final int FIRST_BYTES = 16 * 1024;

  ReadRequest goingOn(long newFrom, long newUpTo) {
    return new ReadRequest(chunk, key, newFrom, newUpTo, maxEntries, CopyReader.MAX_BYTES, options);
  }

  ReadRequest withMaxBytes(int newMaxBytes) {
    return new ReadRequest(chunk, key, from, upTo, maxEntries, newMaxBytes, options);
  }

  GetKey ofOwner(long request, ActorRef<ReadReply> replyTo) {
    return new GetKey(request, chunk, key, from, upTo, maxEntries, maxBytes, replyTo);
  }

  /** As far as a copy knows its log to be committed. */
  CopyReader.Read ofAnyCopy(long request, ActorRef<ReadReply> replyTo) {
    long end = upTo == 0 ? Long.MAX_VALUE : upTo;
    return new CopyReader.Read(
        Optional.empty(), chunk, key, from, end, maxEntries, maxBytes, request, replyTo);
  }
}
