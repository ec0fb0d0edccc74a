package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import dev.ringo.testkit.bench.HttpConnection.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Values of one size: put, got and compared, and copied to files. */
final class Values {

  private static final int COPIES = 3;
  private static final int MOST_TRIES = 30;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

  /** What is done with each value. */
  private interface Work {

    /**
     * @param thread from 0
     */
    void on(int number, int thread) throws IOException;
  }

  private final List<Gateway> gateways;
  private final Path directory;
  private final int size;
  private final int count;
  private final int threads;
  private final String domain;

  /** One for all: each value begins with its number, and has the rest of this. */
  private final byte[] common;

  /**
   * @param directory on the disk of the nodes
   * @param count how many values
   * @param threads how many are under way at the same time
   */
  Values(List<Gateway> gateways, Path directory, int size, int count, int threads) {
    this.gateways = List.copyOf(gateways);
    this.directory = directory;
    this.size = size;
    this.count = count;
    this.threads = threads;
    this.domain = "bench-values-" + size;
    this.common = new byte[size];
    new SplittableRandom(size).nextBytes(common);
  }

  /** Measures and reports; false if the nodes refuse values of this size. */
  boolean measure() throws IOException {
    System.out.printf(Locale.ROOT, "%,d values of %,d bytes, %d at a time%n", count, size, threads);
    try (HttpLoad load = new HttpLoad(gateways, 1, OptionalInt.of(COPIES - 1))) {
      load.create(domain);
    }
    Answer first = inTries(0, connection -> connection.post(path(0), value(0)));
    if (first.status() == 413) {
      System.out.println("  refused: " + first.text().strip());
      return false;
    }
    double put = rate(this::put);
    report("put with three copies", put);
    double get = rate(this::get);
    report("get, compared", get);
    double copied = rate(this::copy);
    report("copied to three files", copied);
    System.out.printf(
        Locale.ROOT,
        "  puts do %.0f %%, gets %.0f %% of it%n",
        100 * put / copied,
        100 * get / copied);
    return true;
  }

  private static void report(String what, double rate) {
    System.out.printf(Locale.ROOT, "  %-22s %,7.1f MB/s%n", what, rate / 1e6);
  }

  private byte[] value(int number) {
    byte[] value = common.clone();
    byte[] head = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(head, 0, value, 0, Math.min(head.length, size));
    return value;
  }

  private String path(int number) {
    return "/mon/data/" + domain + "/value-" + number;
  }

  private void put(int number, int thread) {
    byte[] value = value(number);
    Answer answer =
        inTries(number, connection -> connection.post(path(number) + "?timeout=60000", value));
    if (!HttpWorker.isOk(answer)) {
      throw CommandFailure.failed("a value cannot be put: " + answer.text());
    }
  }

  private void get(int number, int thread) {
    Answer answer =
        inTries(number, connection -> connection.get(path(number) + "?single&timeout=60000"));
    if (answer.status() != 200 || !Arrays.equals(answer.body(), value(number))) {
      throw CommandFailure.failed("value " + number + " is not what was put: " + answer.status());
    }
  }

  private void copy(int number, int thread) throws IOException {
    ByteBuffer value = ByteBuffer.wrap(value(number));
    for (int copy = 0; copy < COPIES; copy++) {
      Path file = directory.resolve("copy-" + copy + "-" + thread);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        value.rewind();
        while (value.hasRemaining()) {
          channel.write(value);
        }
        channel.force(true);
      }
      Files.delete(file);
    }
  }

  private interface Request {
    Answer through(HttpConnection connection) throws IOException;
  }

  /** Asks through one gateway after the other, until one has time. */
  private Answer inTries(int number, Request request) {
    String last = "";
    for (int i = 0; i < MOST_TRIES; i++) {
      Gateway gateway = gateways.get((number + i) % gateways.size());
      try (HttpConnection connection = gateway.connect()) {
        Answer answer = request.through(connection);
        if (answer.status() != 503 && answer.status() != 408) {
          return answer;
        }
        last = answer.status() + " " + answer.text();
      } catch (IOException e) {
        last = e.toString();
      }
      LockSupport.parkNanos(PAUSE);
    }
    throw CommandFailure.failed("no answer to " + path(number) + ": " + last);
  }

  /** Bytes of values a second. */
  private double rate(Work work) {
    AtomicInteger next = new AtomicInteger();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    long began = System.nanoTime();
    Thread[] running = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      int thread = i;
      running[i] =
          new Thread(
              () -> {
                try {
                  for (int number = next.getAndIncrement();
                      number < count && failures.isEmpty();
                      number = next.getAndIncrement()) {
                    work.on(number, thread);
                  }
                } catch (IOException | RuntimeException e) {
                  failures.add(e);
                }
              },
              "values-" + i);
      running[i].start();
    }
    try {
      for (Thread thread : running) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted");
    }
    if (!failures.isEmpty()) {
      throw CommandFailure.failed(failures.peek().getMessage());
    }
    return (double) count * size / (System.nanoTime() - began) * 1e9;
  }
}
