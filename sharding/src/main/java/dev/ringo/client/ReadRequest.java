package dev.ringo.client;

import akka.actor.typed.ActorRef;
import dev.ringo.domain.DomainEntity.GetKey;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.CopyReader.ReadReply;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.util.Optional;

/**
 * What a get asks of a chunk.
 *
 * @param number of the chunk in its domain
 * @param from the first index to look at
 * @param upTo the last one; 0 for all that is acknowledged
 * @param maxBytes what the entries of one answer may take
 * @param takesLarge is a first entry that takes more than that asked for again, alone?
 */
record ReadRequest(
    DomainName domain,
    long number,
    byte[] key,
    long from,
    long upTo,
    int maxEntries,
    int maxBytes,
    boolean takesLarge,
    GetOptions options) {

  ChunkId chunk() {
    return ChunkId.of(number, domain);
  }

  /** The same of another chunk. */
  ReadRequest ofChunk(long otherNumber) {
    return new ReadRequest(
        domain, otherNumber, key, from, upTo, maxEntries, maxBytes, takesLarge, options);
  }

  /** The same, with as much as an answer may take, and nothing that is larger. */
  ReadRequest probing(int newMaxBytes) {
    return new ReadRequest(
        domain, number, key, from, upTo, maxEntries, newMaxBytes, false, options);
  }

  /** Further entries of the same chunk. */
  ReadRequest goingOn(long newFrom, long newUpTo) {
    return new ReadRequest(
        domain, number, key, newFrom, newUpTo, maxEntries, CopyReader.MAX_BYTES, true, options);
  }

  ReadRequest withMaxBytes(int newMaxBytes) {
    return new ReadRequest(
        domain, number, key, from, upTo, maxEntries, newMaxBytes, takesLarge, options);
  }

  GetKey ofOwner(long request, ActorRef<ReadReply> replyTo) {
    return new GetKey(request, chunk(), key, from, upTo, maxEntries, maxBytes, replyTo);
  }

  /** As far as a copy knows its log to be committed. */
  CopyReader.Read ofAnyCopy(long request, ActorRef<ReadReply> replyTo) {
    long end = upTo == 0 ? Long.MAX_VALUE : upTo;
    return new CopyReader.Read(
        Optional.empty(), chunk(), key, from, end, maxEntries, maxBytes, 0, request, replyTo);
  }
}
