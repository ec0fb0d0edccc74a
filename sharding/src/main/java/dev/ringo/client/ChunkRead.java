package dev.ringo.client;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.EntryScan;
import dev.ringo.replica.CopyReader.ReadReply;
import dev.ringo.ring.ChunkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What came of a read of one chunk. */
sealed interface ChunkRead {

  /**
   * Some values of the key, and where the chunk has more.
   *
   * @param next the index from which to go on, 0 if there are no more
   * @param upTo the last index that was looked at
   * @param chunks how many chunks the domain has at least
   */
  record Some(List<Value> values, long next, long upTo, long chunks) implements ChunkRead {}

  record Failed(Failure failure) implements ChunkRead {}

  /** The values in an answer, their CRCs checked; empty if one was damaged on its way. */
  static Optional<ChunkRead> of(ChunkId chunk, ReadReply reply) {
    try {
      List<Value> values = new ArrayList<>(reply.frames().size());
      for (byte[] bytes : reply.frames()) {
        values.add(valueIn(chunk, bytes));
      }
      return Optional.of(new Some(values, reply.next(), reply.upTo(), reply.chunks()));
    } catch (DamagedEntryException e) {
      return Optional.empty();
    }
  }

  private static Value valueIn(ChunkId chunk, byte[] bytes) {
    EntryScan scan = new EntryScan(bytes, 0);
    scan.next();
    EntryId id = scan.frame().id();
    return scan.externalValue()
        .map(external -> new Value(id, chunk, external))
        .orElseGet(() -> new Value(id, scan.frame().value()));
  }
}
