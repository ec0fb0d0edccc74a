package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import dev.ringo.node.start.Endpoint;
import dev.ringo.ring.NodeId;
import dev.ringo.testkit.bench.HttpConnection.Answer;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A node on disk, as a process, with one domain of one copy. */
final class Store implements AutoCloseable {

  private static final String DOMAIN = "bench-store";
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

  private final ProcessHarness cluster;
  private final StoredEntries entries;
  private NodeSpec spec;
  private ProcessNode node;

  Store(Path logs, NodeSpec spec, StoredEntries entries) {
    this.cluster = ProcessHarness.onLoopback(logs);
    this.spec = spec;
    this.entries = entries;
  }

  /** Looks for a node's directory that was filled before. */
  boolean findFilled(Path parent) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.list(parent)) {
      found = files.filter(file -> Files.exists(file.resolve("node"))).toList();
    }
    if (found.size() > 1) {
      throw CommandFailure.usage(parent + " has the directories of several nodes");
    }
    found.forEach(file -> spec = spec.withId(NodeId.parse(file.getFileName().toString())));
    return !found.isEmpty();
  }

  /** Starts a new node, fills it and stops it in good order; what was on its heap when empty. */
  HeapHistogram fill() throws IOException {
    node = cluster.start(spec);
    spec = spec.withId(node.id());
    HeapHistogram empty;
    try (StoreFiller filler = new StoreFiller(Endpoint.parse(node.cluster()), DOMAIN)) {
      filler.create(entries);
      get(0);
      empty = HeapHistogram.of(node.pid().orElseThrow());
      System.out.printf(Locale.ROOT, "heap        %,.1f MB when empty%n", empty.total() / 1e6);
      long began = System.nanoTime();
      filler.put(entries, entries.count());
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "filled      %,d entries of %,d bytes in %.1f s: %,.0f/s, %.1f MB/s of values%n",
          entries.count(),
          entries.valueSize(),
          seconds,
          entries.count() / seconds,
          entries.bytes() / seconds / 1e6);
    }
    reportHeap("when filled", Optional.of(empty));
    node.terminate();
    return empty;
  }

  /** Starts the node that was filled, and waits until it serves. */
  void startAgain() throws IOException {
    long began = System.nanoTime();
    node = cluster.start(spec);
    get(entries.count() - 1);
    System.out.printf(
        Locale.ROOT,
        "start-up    %.2f s from the start of the process to the first get%n",
        (System.nanoTime() - began) / 1e9);
    get(0);
  }

  /** Gets an entry, as soon as the node answers. */
  private void get(long number) throws IOException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    String last;
    do {
      try (HttpConnection connection = gateway().connect()) {
        Answer answer =
            connection.get("/mon/data/" + DOMAIN + "/" + entries.key(number) + "?single");
        if (answer.status() == 200 && Arrays.equals(answer.body(), entries.value(number))) {
          return;
        }
        last = answer.status() + " with " + answer.body().length + " bytes";
      } catch (IOException e) {
        last = e.toString();
      }
      LockSupport.parkNanos(PAUSE);
    } while (System.nanoTime() < deadline && !last.startsWith("404"));
    throw CommandFailure.failed("entry " + number + " is not in the store: " + last);
  }

  /** Says what is on the heap, and how much more than when the node was empty, if that is known. */
  void reportHeap(String when, Optional<HeapHistogram> empty) throws IOException {
    HeapHistogram now = HeapHistogram.of(node.pid().orElseThrow());
    String figures =
        empty
            .map(before -> now.since(before, entries.count()))
            .orElseGet(() -> String.format(Locale.ROOT, "%,.1f MB", now.total() / 1e6));
    System.out.println("heap        " + when + ": " + figures);
  }

  /** Reads random entries, then random places of the files; false if a get went wrong. */
  boolean read(RandomReads reads) throws IOException {
    Measurement gets = reads.gets(gateway(), DOMAIN, entries);
    System.out.print("random gets\n" + gets.report(entries.valueSize()));
    Path directory = spec.data().orElseThrow().resolve(node.id().toString());
    List<Path> files = RandomReads.dataFiles(directory);
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    System.out.printf(
        Locale.ROOT, "random reads of the %,d files, %,.1f MB%n", files.size(), bytes / 1e6);
    System.out.print(reads.preads(directory, entries.valueSize()).report(entries.valueSize()));
    return gets.failures() == 0;
  }

  private Gateway gateway() {
    return Gateway.at(node.gateway());
  }

  @Override
  public void close() {
    cluster.close();
  }
}
