package dev.ringo.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job on disk: three nodes take files of all sizes, are stopped, and have every byte when
 * they are started again. Some hundred of the machine's files, or, with {@code -Dringo.files=all},
 * its whole documentation and all of its JDKs.
 */
final class FilesIT {

  private static final List<Path> ROOTS =
      List.of(Path.of("/usr/share/doc"), Path.of("/usr/lib/jvm"));
  private static final boolean ALL = "all".equals(System.getProperty("ringo.files"));
  private static final int SOME = 300;
  private static final long SOME_BYTES = 60_000_000;
  private static final int CONNECTIONS = 8;

  @TempDir private Path directory;

  /** What is done with a file; the number tells it from the others. */
  private interface Work {
    boolean on(Path file, int number) throws InterruptedException;
  }

  @Test
  void everyFileIsThereByteForByteAfterAllNodesWereStopped() throws Exception {
    NavigableMap<Path, Long> files = ALL ? all() : some(all());
    assumeTrue(!files.isEmpty(), "no documentation and no JDK on this machine");
    NodeSpec spec = NodeSpec.SMALL.withData(directory);
    try (ProcessHarness cluster = ProcessHarness.onLoopback(Path.of("target", "files"))) {
      List<ProcessNode> nodes = cluster.start(3, spec);
      StoredFiles stored = new StoredFiles(gateways(nodes));
      stored.create();
      long began = System.nanoTime();
      List<Path> taken = those(files, stored::put);
      double seconds = (System.nanoTime() - began) / 1e9;
      NavigableMap<Path, Long> refused = new TreeMap<>(files);
      refused.keySet().removeAll(taken);
      report(files, taken, refused, seconds);

      nodes.forEach(ProcessNode::terminate);
      nodes = cluster.start(nodes.stream().map(node -> spec.withId(node.id())).toList());
      StoredFiles read = new StoredFiles(gateways(nodes));
      NavigableMap<Path, Long> kept = new TreeMap<>(files);
      kept.keySet().retainAll(taken);
      assertThat(those(kept, read::isSame)).isEqualTo(taken);
      assertThat(those(refused, read::isSame)).isEmpty();
      assertThat(taken).isNotEmpty();
      // It is the size that decides.
      assertThat(refused.values()).allMatch(size -> size > largest(kept));
    }
  }

  private static List<URI> gateways(List<ProcessNode> nodes) {
    return nodes.stream().map(ProcessNode::gateway).toList();
  }

  private static void report(
      NavigableMap<Path, Long> files,
      List<Path> taken,
      NavigableMap<Path, Long> refused,
      double seconds) {
    long bytes = taken.stream().mapToLong(files::get).sum();
    System.out.printf(
        "%,d files of %,d bytes stored in %.1f s, %.1f MB/s; %,d too large, the smallest of %,d bytes%n",
        taken.size(),
        bytes,
        seconds,
        bytes / seconds / 1e6,
        refused.size(),
        refused.values().stream().min(Comparator.naturalOrder()).orElse(0L));
  }

  private static long largest(NavigableMap<Path, Long> files) {
    return files.values().stream().max(Comparator.naturalOrder()).orElse(0L);
  }

  /** The files of which the work says so, in their order. */
  private static List<Path> those(NavigableMap<Path, Long> files, Work work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Path> paths = List.copyOf(files.keySet());
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < paths.size(); i++) {
        int number = i;
        answers.add(threads.submit(() -> work.on(paths.get(number), number)));
      }
      List<Path> found = new ArrayList<>();
      for (int i = 0; i < paths.size(); i++) {
        if (answers.get(i).get(1, TimeUnit.HOURS)) {
          found.add(paths.get(i));
        }
      }
      return found;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Every so many files, as many as are not too much, and the largest of all. */
  private static NavigableMap<Path, Long> some(NavigableMap<Path, Long> all) {
    NavigableMap<Path, Long> some = new TreeMap<>();
    int step = all.size() / SOME + 1;
    int number = 0;
    long bytes = 0;
    Path largest = null;
    for (Path file : all.keySet()) {
      long size = all.get(file);
      if (number++ % step == 0 && bytes + size <= SOME_BYTES) {
        bytes += size;
        some.put(file, size);
      }
      largest = largest == null || size > all.get(largest) ? file : largest;
    }
    if (largest != null) {
      some.put(largest, all.get(largest));
    }
    return some;
  }

  /** The files that can be read, and their sizes. Symbolic links are no files of their own. */
  private static NavigableMap<Path, Long> all() throws IOException {
    NavigableMap<Path, Long> files = new TreeMap<>();
    for (Path root : ROOTS) {
      if (Files.isDirectory(root)) {
        Files.walkFileTree(
            root,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && Files.isReadable(file)) {
                  files.put(file, attributes.size());
                }
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException why) {
                return FileVisitResult.CONTINUE;
              }
            });
      }
    }
    return files;
  }
}
