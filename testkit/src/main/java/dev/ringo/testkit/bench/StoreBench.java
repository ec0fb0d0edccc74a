package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import dev.ringo.testkit.harness.NodeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures one node with much on its disk. */
@Command(
    name = "store",
    description = {
      "Fills one node on disk, starts it again, and says how long that takes, what an entry takes of its heap, and how"
          + " quick gets of random entries are, beside random reads of the same files.",
      ""
    })
final class StoreBench implements Callable<Integer> {

  @Option(
      names = "--gigabytes",
      defaultValue = "10",
      paramLabel = "GB",
      description = "Of values, 10^9 bytes each (${DEFAULT-VALUE}).")
  private double gigabytes;

  @Option(
      names = "--size",
      defaultValue = "1000",
      paramLabel = "B",
      description = "Bytes of a value (${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--heap",
      defaultValue = "1g",
      paramLabel = "SIZE",
      description = "The heap of the node, as -Xmx takes it (${DEFAULT-VALUE}).")
  private String heap;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Where the node's directory goes, and stays. If one is there that this command has filled with as many values of"
            + " this size, it is not filled again. By default in the temporary directory, and deleted."
      })
  private Path data;

  @Option(
      names = "--connections",
      defaultValue = "8",
      paramLabel = "N",
      description = "Gets under way, and threads that read the files (${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      paramLabel = "S",
      description = "How long to measure gets, and reads of the files (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      paramLabel = "S",
      description = "How long to run before that (${DEFAULT-VALUE}).")
  private int warmUp;

  @Mixin private NodeSettings settings;

  @Option(
      names = "--logs",
      defaultValue = "target/store",
      paramLabel = "DIR",
      description = "Where the node's logs go (${DEFAULT-VALUE}).")
  private Path logs;

  @Override
  public Integer call() throws IOException {
    if (gigabytes * 1e9 < size || size < 1 || connections < 1 || seconds < 1 || warmUp < 0) {
      throw CommandFailure.usage(
          "--size, --connections and --seconds are above 0, --warm-up not below, and --gigabytes one value at least");
    }
    Path parent = data == null ? Files.createTempDirectory("ringo-store-bench") : data;
    try {
      return run(Files.createDirectories(parent)) ? 0 : 1;
    } finally {
      if (data == null) {
        delete(parent);
      }
    }
  }

  private boolean run(Path parent) throws IOException {
    NodeSpec spec =
        settings.of(NodeSpec.DEFAULT.withJvmOptions("-Xmx" + heap).withData(parent), List.of());
    StoredEntries entries = new StoredEntries((long) (gigabytes * 1e9 / size), size);
    RandomReads reads =
        new RandomReads(connections, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds));
    try (Store store = new Store(logs, spec, entries)) {
      Optional<HeapHistogram> empty = Optional.empty();
      if (!store.findFilled(parent)) {
        empty = Optional.of(store.fill());
      }
      store.startAgain();
      store.reportHeap("after that start", empty);
      return store.read(reads);
    }
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
