package dev.ringo.replica;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.journal.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.zip.CRC32;

/**
 * The index of a sealed chunk's entries, in a file that never changes. Derived from the entries, so
 * that a damaged one can be made anew. It is mapped into memory, and its CRC checked, when it is
 * asked for the first time. For many threads. Laid down in {@code docs/disk-format.md}:
 *
 * <pre>
 *   head | place of each entry | newest second up to each 16th entry | entries with a note
 *        | end of each bucket  | hash and slot of each entry with a key, bucket by bucket
 * </pre>
 */
final class IndexFile {

  static final String NAME = "index";

  private static final int MAGIC = 0x78646e69;
  private static final int HEAD_BYTES = 40;
  private static final int BODY_CRC_AT = 8;
  private static final int CHAIN = 2;

  /** What the file begins with. */
  private record Head(int bodyCrc, long dataId, int entries, int keyed, int noted, int buckets) {

    int secondsAt() {
      return HEAD_BYTES + Long.BYTES * entries;
    }

    int notedAt() {
      return secondsAt() + Long.BYTES * Seconds.blocksOf(entries);
    }

    int bucketsAt() {
      return notedAt() + Long.BYTES * noted;
    }

    int keyedAt() {
      return bucketsAt() + Integer.BYTES * buckets;
    }

    int length() {
      return Math.addExact(keyedAt(), Math.multiplyExact(2 * Integer.BYTES, keyed));
    }

    void writeTo(ByteBuffer out) {
      out.putInt(0, MAGIC).putInt(BODY_CRC_AT, bodyCrc).putLong(12, dataId);
      out.putInt(20, entries).putInt(24, keyed).putInt(28, noted).putInt(32, buckets);
      out.putInt(4, crc(out, BODY_CRC_AT, HEAD_BYTES));
    }

    static Optional<Head> of(ByteBuffer in) {
      if (in.remaining() < HEAD_BYTES
          || in.getInt(0) != MAGIC
          || in.getInt(4) != crc(in, BODY_CRC_AT, HEAD_BYTES)) {
        return Optional.empty();
      }
      return Optional.of(
          new Head(
              in.getInt(BODY_CRC_AT),
              in.getLong(12),
              in.getInt(20),
              in.getInt(24),
              in.getInt(28),
              in.getInt(32)));
    }
  }

  private final Path file;
  private final Head head;
  private final Runnable onDamage;
  private volatile ByteBuffer mapped;

  private IndexFile(Path file, Head head, Runnable onDamage) {
    this.file = file;
    this.head = head;
    this.onDamage = onDamage;
  }

  private static int crc(ByteBuffer bytes, int from, int to) {
    CRC32 crc = new CRC32();
    crc.update(bytes.slice(from, to - from));
    return (int) crc.getValue();
  }

  /**
   * Makes the file of a log's first entries, or replaces it.
   *
   * @param dataId tells the data file that the places are in
   */
  static void write(Path file, long dataId, OpenIndex index, int entries) throws IOException {
    long[] noted = index.notedUpTo(entries);
    int keyed = 0;
    for (int slot = 0; slot < entries; slot++) {
      keyed += index.isKeyed(slot) ? 1 : 0;
    }
    int buckets = Integer.highestOneBit(Math.max(1, keyed / CHAIN));
    Head head = new Head(0, dataId, entries, keyed, noted.length, buckets);
    ByteBuffer out = ByteBuffer.allocate(head.length()).order(ByteOrder.LITTLE_ENDIAN);
    for (int slot = 0; slot < entries; slot++) {
      out.putLong(HEAD_BYTES + Long.BYTES * slot, index.place(slot));
    }
    for (int block = 0; block < Seconds.blocksOf(entries); block++) {
      int last = Math.min(entries, (block + 1) * Seconds.BLOCK) - 1;
      out.putLong(head.secondsAt() + Long.BYTES * block, index.newestSecond(last));
    }
    for (int i = 0; i < noted.length; i++) {
      out.putLong(head.notedAt() + Long.BYTES * i, noted[i]);
    }
    putBuckets(out, head, index);
    int bodyCrc = crc(out, HEAD_BYTES, head.length());
    new Head(bodyCrc, dataId, entries, keyed, noted.length, buckets).writeTo(out);
    Disk.replace(file, out.array());
  }

  private static void putBuckets(ByteBuffer out, Head head, OpenIndex index) {
    int[] next = new int[head.buckets() + 1];
    for (int slot = 0; slot < head.entries(); slot++) {
      if (index.isKeyed(slot)) {
        next[(index.hash(slot) & (head.buckets() - 1)) + 1]++;
      }
    }
    for (int bucket = 0; bucket < head.buckets(); bucket++) {
      next[bucket + 1] += next[bucket];
      out.putInt(head.bucketsAt() + Integer.BYTES * bucket, next[bucket + 1]);
    }
    for (int slot = 0; slot < head.entries(); slot++) {
      if (index.isKeyed(slot)) {
        int at = head.keyedAt() + 8 * next[index.hash(slot) & (head.buckets() - 1)]++;
        out.putInt(at, index.hash(slot)).putInt(at + Integer.BYTES, slot);
      }
    }
  }

  /**
   * Opens a file; empty if there is none, if it is of another data file, or if its head or length
   * is damaged.
   *
   * @param onDamage called when damage is found later
   */
  static Optional<IndexFile> open(Path file, long dataId, Runnable onDamage) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Until it is whole, or the file ends.
      }
      long length = channel.size();
      return Head.of(bytes.flip())
          .filter(head -> head.dataId() == dataId && head.length() == length)
          .map(head -> new IndexFile(file, head, onDamage));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What is wrong with the index in a directory, if there is one and anything is. */
  static Optional<String> damage(Path directory, long dataId) {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Optional<IndexFile> index = open(file, dataId, () -> {});
    return index.isPresent() ? index.get().damage() : Optional.of("the index is damaged");
  }

  private Optional<String> damage() {
    try {
      body();
      return Optional.empty();
    } catch (DamagedEntryException e) {
      return Optional.of("the index is damaged: " + e.getMessage());
    }
  }

  private ByteBuffer body() {
    ByteBuffer body = mapped;
    return body != null ? body : map();
  }

  private synchronized ByteBuffer map() {
    if (mapped != null) {
      return mapped;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() == head.length()) {
        ByteBuffer body =
            channel.map(MapMode.READ_ONLY, 0, head.length()).order(ByteOrder.LITTLE_ENDIAN);
        if (crc(body, HEAD_BYTES, head.length()) == head.bodyCrc()) {
          mapped = body;
          return body;
        }
      }
    } catch (IOException e) {
      throw new DamagedEntryException(0, file + " cannot be read: " + e.getMessage());
    }
    onDamage.run();
    throw new DamagedEntryException(0, file + " is damaged");
  }

  int entries() {
    return head.entries();
  }

  long place(int slot) {
    return body().getLong(HEAD_BYTES + Long.BYTES * slot);
  }

  /** See {@link LogIndex#walk}. */
  IntSupplier walk(int hash, int from, int upTo) {
    ByteBuffer body = body();
    int bucket = hash & (head.buckets() - 1);
    int end = endOf(body, bucket);
    int[] next = {bucket == 0 ? 0 : endOf(body, bucket - 1)};
    return () -> {
      while (next[0] < end) {
        int at = head.keyedAt() + 8 * next[0]++;
        int slot = body.getInt(at + Integer.BYTES);
        if (slot > upTo) {
          break;
        }
        if (slot >= from && body.getInt(at) == hash) {
          return slot;
        }
      }
      return LogIndex.NONE;
    };
  }

  private int endOf(ByteBuffer body, int bucket) {
    return body.getInt(head.bucketsAt() + Integer.BYTES * bucket);
  }

  /** See {@link LogIndex#newestSecond}. */
  long newestSecond(int slot) {
    return body().getLong(head.secondsAt() + Long.BYTES * (slot / Seconds.BLOCK));
  }

  /** See {@link LogIndex#firstSince}. */
  int firstSince(long second) {
    ByteBuffer body = body();
    int blocks = Seconds.blocksOf(head.entries());
    int block = firstNotBelow(blocks, second, i -> body.getLong(head.secondsAt() + Long.BYTES * i));
    return Math.min(head.entries(), block * Seconds.BLOCK);
  }

  /** See {@link LogIndex#nextNoted}. */
  long nextNoted(long from, long otherwise) {
    ByteBuffer body = body();
    int at = firstNotBelow(head.noted(), from, i -> body.getLong(head.notedAt() + Long.BYTES * i));
    return at < head.noted()
        ? Math.min(otherwise, body.getLong(head.notedAt() + Long.BYTES * at))
        : otherwise;
  }

  private static int firstNotBelow(
      int count, long wanted, java.util.function.IntToLongFunction numbers) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (numbers.applyAsLong(middle) < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
