package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the journal in files, without a cluster. */
@Command(
    name = "journal",
    description = {
      "Has persistent actors in this JVM write batches of entries to a journal on disk, and says how much that is of"
          + " what plain appends to one file do with as many fsyncs of as many bytes.",
      ""
    })
final class JournalBench implements Callable<Integer> {

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "On the disk that is to be measured; by default the temporary directory.")
  private Path directory;

  @Option(
      names = "--actors",
      defaultValue = "8",
      paramLabel = "N",
      description = "Persistent actors that write at the same time (${DEFAULT-VALUE}).")
  private int actors;

  @Option(
      names = "--batch",
      defaultValue = "100",
      paramLabel = "N",
      description = "Entries in one event (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--value-size",
      defaultValue = "100",
      paramLabel = "B",
      description = "Bytes of a value (${DEFAULT-VALUE}).")
  private int valueSize;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      paramLabel = "S",
      description = "How long to measure (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      paramLabel = "S",
      description = "How long to run before that (${DEFAULT-VALUE}).")
  private int warmUp;

  @Override
  public Integer call() throws IOException {
    if (actors < 1 || batch < 1 || valueSize < 0 || seconds < 1 || warmUp < 0) {
      throw CommandFailure.usage(
          "--actors, --batch and --seconds are above 0, --value-size and --warm-up not below");
    }
    Path parent = directory == null ? Path.of(System.getProperty("java.io.tmpdir")) : directory;
    Path own = Files.createTempDirectory(parent, "ringo-journal-bench");
    try {
      measure(own);
    } finally {
      delete(own);
    }
    return 0;
  }

  private void measure(Path own) throws IOException {
    JournalLoad.Result journal =
        JournalLoad.run(
            Files.createDirectory(own.resolve("journal")),
            new JournalLoad.Shape(actors, batch, valueSize),
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(seconds));
    report("journal", journal);
    JournalLoad.Result plain =
        PlainAppends.run(own.resolve("plain"), journal, Duration.ofSeconds(seconds));
    report("plain appends", plain);
    System.out.printf(
        Locale.ROOT, "the journal does %.0f %%%n", 100 * journal.rate() / plain.rate());
  }

  private static void report(String what, JournalLoad.Result result) {
    System.out.printf(
        Locale.ROOT,
        "%-14s %,10.0f entries/s  %,6.1f MB/s  %,6.0f fsyncs/s  %,8.0f bytes an fsync%n",
        what,
        result.entries() / result.seconds(),
        result.rate() / 1e6,
        result.fsyncs() / result.seconds(),
        (double) result.bytes() / result.fsyncs());
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
  }
}
