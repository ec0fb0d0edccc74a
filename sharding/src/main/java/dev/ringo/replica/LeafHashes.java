package dev.ringo.replica;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.replication.Batch;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a copy's log from its beginning and makes the leaves of its {@link HashTree}. What is
 * damaged is remembered by the log, and the leaf with it is nobody's. One thread.
 */
final class LeafHashes {

  private static final byte[] UNREADABLE = new byte[HashTree.HASH_BYTES];

  /** What the last leaf of a log may take to be read for somebody else. */
  private static final int MAX_TAIL_BYTES = 16 * 1024 * 1024;

  private final Consumer<Batch> seen;
  private final List<byte[]> full = new ArrayList<>();
  private MessageDigest digest = HashTree.digest();
  private boolean isReadable = true;
  private long next = 1;

  LeafHashes() {
    this(batch -> {});
  }

  /**
   * @param seen is given all batches that are read
   */
  LeafHashes(Consumer<Batch> seen) {
    this.seen = seen;
  }

  /** The index of the first entry that was not read yet. */
  long next() {
    return next;
  }

  /** How many entries the leaves are of, without one that is not full. */
  long covered() {
    return (long) full.size() * HashTree.LEAF;
  }

  /**
   * Reads on.
   *
   * @param upTo the last index, {@code bytes} about how many
   * @return how many bytes were read
   */
  long read(StoredLog log, long upTo, int bytes) {
    long read = 0;
    while (next <= upTo && read < bytes) {
      long leafEnds = covered() + HashTree.LEAF;
      read += readSome(log, Math.min(upTo, leafEnds), (int) (bytes - read));
      if (next > leafEnds) {
        full.add(isReadable ? HashTree.hash(digest) : UNREADABLE);
        digest = HashTree.digest();
        isReadable = true;
      }
    }
    return read;
  }

  private long readSome(StoredLog log, long upTo, int bytes) {
    try {
      return add(log.read(next, upTo, Math.min(bytes, CopyReader.MAX_BYTES)));
    } catch (DamagedEntryException e) {
      return readOne(log);
    }
  }

  private long readOne(StoredLog log) {
    try {
      return add(log.read(next, next, CopyReader.MAX_BYTES));
    } catch (DamagedEntryException e) {
      isReadable = false;
      next++;
      return 1;
    }
  }

  private long add(List<Batch> batches) {
    long bytes = 0;
    for (Batch batch : batches) {
      digest.update(batch.bytes());
      seen.accept(batch);
      bytes += batch.bytes().length;
      next = batch.last() + 1;
    }
    return Math.max(1, bytes);
  }

  /**
   * The tree over the log up to an index; none, if not so much was read, or the last leaf takes too
   * much to be read now.
   */
  Optional<HashTree> tree(StoredLog log, long upTo) {
    int wanted = (int) (upTo / HashTree.LEAF);
    if (wanted > full.size()) {
      return Optional.empty();
    }
    List<byte[]> leaves = new ArrayList<>(full.subList(0, wanted));
    long from = (long) wanted * HashTree.LEAF + 1;
    if (from <= upTo) {
      LeafHashes last = new LeafHashes();
      last.next = from;
      long read = 0;
      while (last.next <= upTo && read < MAX_TAIL_BYTES) {
        read += last.readSome(log, upTo, MAX_TAIL_BYTES);
      }
      if (last.next <= upTo) {
        return Optional.empty();
      }
      leaves.add(last.isReadable ? HashTree.hash(last.digest) : UNREADABLE);
    }
    return Optional.of(HashTree.of(leaves));
  }
}
