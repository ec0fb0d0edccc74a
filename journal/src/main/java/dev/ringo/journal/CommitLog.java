package dev.ringo.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was written to data files and may not be on the disk there yet: one write and one fsync for
 * many files. After a crash it is written to them again. The way of ARIES (Mohan et al., 1992),
 * reduced to what files need that are only appended to: redo records, written ahead.
 *
 * <p>Two files take turns. While one is written to, the data files that the other one speaks of are
 * brought to the disk. Neither ever gets shorter, for an fsync of a file whose length stays as it
 * is costs less. One thread, the committer.
 *
 * <pre>
 *   commit-0  | generation 7, records ...          |   being written to
 *   commit-1  | generation 6, records ... | old ... |   its data files are on the disk, or soon will be
 * </pre>
 */
final class CommitLog implements AutoCloseable {

  /** One of the two files. */
  private static final class Half {
    final FileChannel channel;
    final Set<DataFile> written = new HashSet<>();
    CompletableFuture<Void> onDisk = CompletableFuture.completedFuture(null);

    Half(FileChannel channel) {
      this.channel = channel;
    }
  }

  private final Path root;
  private final long limit;
  private final Executor checkpointer;
  private final List<Half> halves;
  private final LongAdder fsyncs = new LongAdder();
  private int active;
  private long generation;
  private long end;
  private boolean hasFailed;

  private CommitLog(
      Path root, long limit, Executor checkpointer, List<Half> halves, long generation) {
    this.root = root;
    this.limit = limit;
    this.checkpointer = checkpointer;
    this.halves = halves;
    this.generation = generation;
  }

  /**
   * Opens the log of a journal, once its data files have what it says.
   *
   * @param limit bytes after which the other file is written to
   * @param checkpointer brings data files to the disk
   */
  static CommitLog open(Path root, long limit, Executor checkpointer) throws IOException {
    long last = Redo.run(root);
    Half first = new Half(openHalf(root, 0));
    Half second = new Half(openHalf(root, 1));
    Disk.forceDirectory(root);
    // Above what may have been begun by a start that came to its end at once, and is not whole.
    long generation = Math.max(last + 1, System.currentTimeMillis() << 10);
    return new CommitLog(root, limit, checkpointer, List.of(first, second), generation);
  }

  private static FileChannel openHalf(Path root, int number) throws IOException {
    return FileChannel.open(
        Redo.pathOf(root, number), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Has some writes on the disk. What is thrown leaves open whether they are. */
  void append(List<CommitRecord> records) throws IOException {
    ByteBuffer[] bytes =
        records.stream().flatMap(record -> record.encoded(generation)).toArray(ByteBuffer[]::new);
    long length = 0;
    for (ByteBuffer part : bytes) {
      length += part.remaining();
    }
    if (hasFailed || (end > 0 && end + length > limit)) {
      takeTheOtherHalf();
      hasFailed = false;
      append(records);
      return;
    }
    // What a failed write leaves may be whole: the next one, to the same places, has to be newer.
    hasFailed = true;
    Half half = halves.get(active);
    records.forEach(record -> half.written.add(record.file()));
    half.channel.position(end);
    long written = 0;
    while (written < length) {
      written += half.channel.write(bytes);
    }
    half.channel.force(false);
    fsyncs.increment();
    end += length;
    hasFailed = false;
  }

  /** How often something was brought to the disk; for any thread. */
  long fsyncs() {
    return fsyncs.sum();
  }

  private void takeTheOtherHalf() throws IOException {
    int other = 1 - active;
    Half next = halves.get(other);
    awaitOnDisk(next);
    next.written.clear();
    Half full = halves.get(active);
    Set<DataFile> files = Set.copyOf(full.written);
    full.onDisk = CompletableFuture.runAsync(() -> forceAll(files), checkpointer);
    active = other;
    generation++;
    end = 0;
  }

  /**
   * An fsync that failed may have forgotten what it could not write, so that the next one succeeds:
   * then the files are written anew.
   */
  private void awaitOnDisk(Half half) throws IOException {
    try {
      half.onDisk.join();
    } catch (CompletionException e) {
      Redo.runAgain(root);
      halves.forEach(both -> both.written.forEach(DataFile::wasWrittenAgain));
      half.onDisk = CompletableFuture.completedFuture(null);
    }
  }

  private static void forceAll(Set<DataFile> files) {
    for (DataFile file : files) {
      try {
        file.force();
      } catch (IOException e) {
        throw new CompletionException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Half half : halves) {
      half.channel.close();
    }
  }
}
