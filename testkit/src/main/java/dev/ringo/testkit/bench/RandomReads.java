package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import dev.ringo.testkit.bench.HttpConnection.Answer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Reads at random places, with a few threads. */
final class RandomReads {

  /** One thread's way to what is read. */
  private interface Reading extends Closeable {

    /** Reads something; false if it is not what it has to be. */
    boolean read() throws IOException;
  }

  private interface Opening {
    Reading open() throws IOException;
  }

  private final int threads;
  private final Duration warmUp;
  private final Duration time;

  RandomReads(int threads, Duration warmUp, Duration time) {
    this.threads = threads;
    this.warmUp = warmUp;
    this.time = time;
  }

  /** Gets entries of a domain through a gateway, and compares each with what was put. */
  Measurement gets(Gateway gateway, String domain, StoredEntries entries) {
    return run(
        () -> {
          HttpConnection connection = gateway.connect();
          return new Reading() {
            @Override
            public boolean read() throws IOException {
              long number = ThreadLocalRandom.current().nextLong(entries.count());
              Answer answer =
                  connection.get("/mon/data/" + domain + "/" + entries.key(number) + "?single");
              return answer.status() == 200 && Arrays.equals(answer.body(), entries.value(number));
            }

            @Override
            public void close() throws IOException {
              connection.close();
            }
          };
        });
  }

  /** Reads as many bytes as an entry has at places of the files that hold them. */
  Measurement preads(Path directory, int bytes) throws IOException {
    List<FileChannel> files = new ArrayList<>();
    try {
      for (Path file : dataFiles(directory)) {
        files.add(FileChannel.open(file, StandardOpenOption.READ));
      }
      long[] ends = new long[files.size()];
      long end = 0;
      for (int i = 0; i < ends.length; i++) {
        end += Math.max(0, files.get(i).size() - bytes);
        ends[i] = end;
      }
      long all = end;
      return run(
          () -> {
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
            return new Reading() {
              @Override
              public boolean read() throws IOException {
                long place = ThreadLocalRandom.current().nextLong(all);
                int file = 0;
                while (ends[file] <= place) {
                  file++;
                }
                buffer.clear();
                files.get(file).read(buffer, file == 0 ? place : place - ends[file - 1]);
                return !buffer.hasRemaining();
              }

              @Override
              public void close() {
                // The files are everybody's.
              }
            };
          });
    } finally {
      for (FileChannel file : files) {
        file.close();
      }
    }
  }

  /** The files of all copies in a node's directory. */
  static List<Path> dataFiles(Path directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      return found
          .filter(file -> file.getFileName().toString().equals("data"))
          .filter(file -> file.getParent().getFileName().toString().startsWith("rdomain-"))
          .sorted()
          .toList();
    }
  }

  private Measurement run(Opening opening) {
    Measurement measurement = new Measurement(warmUp, time);
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(() -> readUntilOver(opening, measurement), "reads-" + i);
      thread.start();
      running.add(thread);
    }
    try {
      for (Thread thread : running) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted");
    }
    return measurement;
  }

  private static void readUntilOver(Opening opening, Measurement measurement) {
    while (!measurement.isOver()) {
      try (Reading reading = opening.open()) {
        while (!measurement.isOver()) {
          long began = System.nanoTime();
          if (reading.read()) {
            measurement.success(began);
          } else {
            measurement.failure("not what was put");
          }
        }
      } catch (IOException e) {
        measurement.failure("failed: " + e.getMessage());
      }
    }
  }
}
