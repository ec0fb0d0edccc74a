package dev.ringo.replica;

import dev.ringo.journal.Disk;
import dev.ringo.ring.ChunkId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When each copy of a node was read through, in the file {@code scrubbed} of its directory. If that
 * is lost, times are made up that spread the work over the period. One thread.
 */
final class ScrubLog {

  private static final Logger LOG = LoggerFactory.getLogger(ScrubLog.class);

  private final Path file;
  private final Duration period;
  private final Map<ChunkId, Long> seconds = new HashMap<>();

  ScrubLog(Path directory, Duration period) {
    file = directory.resolve("scrubbed");
    this.period = period;
    try {
      if (Files.exists(file)) {
        Files.readAllLines(file).forEach(this::read);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be read, and is made anew: {}", file, e.toString());
    }
  }

  private void read(String line) {
    int space = line.indexOf(' ');
    seconds.put(ChunkId.parse(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
  }

  /** The copy whose turn it is; none if all were read through within the period. */
  Optional<ChunkId> due(Set<ChunkId> copies, long now) {
    seconds.keySet().retainAll(copies);
    copies.forEach(copy -> seconds.computeIfAbsent(copy, fresh -> now - any()));
    return copies.stream()
        .filter(copy -> now - seconds.get(copy) >= period.toSeconds())
        .min(Comparator.comparing(seconds::get));
  }

  private long any() {
    return ThreadLocalRandom.current().nextLong(period.toSeconds());
  }

  void done(ChunkId copy, long now) {
    seconds.put(copy, now);
  }

  /** Has the file say what is known now. */
  void save() {
    String lines =
        seconds.entrySet().stream()
            .map(copy -> copy.getKey() + " " + copy.getValue() + "\n")
            .collect(Collectors.joining());
    try {
      Disk.replace(file, lines.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.warn("{} could not be written: {}", file, e.toString());
    }
  }
}
