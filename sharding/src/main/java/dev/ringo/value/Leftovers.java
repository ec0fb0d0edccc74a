package dev.ringo.value;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes values that nobody needs: those that no entry of their chunk names, those that are not
 * whole, and those that were received and not fetched. All of them only an hour after they were
 * written, or asked for last: an entry may be on its way. One thread at a time.
 */
public final class Leftovers {

  static final Duration AGE = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  /** What the entries in a chunk's directory name. */
  public interface Names {
    Set<String> in(Path directory) throws IOException;
  }

  private final Names names;

  /** When a chunk's files were compared with its entries last: those that were old then stay. */
  private final Map<Path, Instant> compared = new HashMap<>();

  /**
   * Nothing was compared yet.
   *
   * @param names also of entries that were cut off from the log, if it likes
   */
  public Leftovers(Names names) {
    this.names = names;
  }

  /** Cleans up once, and ends. */
  Behavior<Void> cleaning(ValueFiles files) {
    return Behaviors.setup(
        context -> {
          clean(files, Instant.now());
          return Behaviors.stopped();
        });
  }

  /** Cleans up, as of a time. */
  synchronized void clean(ValueFiles files, Instant now) {
    try {
      deleteOld(files, ValueFiles.valuesIn(files.incoming()), now);
      for (Path directory : files.chunkDirectories()) {
        cleanOrSay(files, directory, now);
      }
    } catch (IOException e) {
      LOG.warn("values that nobody needs could not be deleted: {}", e.toString());
    }
  }

  private void cleanOrSay(ValueFiles files, Path directory, Instant now) {
    try {
      clean(files, directory, now);
    } catch (IOException | RuntimeException e) {
      LOG.warn("values that nobody needs are left in {}: {}", directory, e.toString());
    }
  }

  private void clean(ValueFiles files, Path directory, Instant now) throws IOException {
    Instant before = compared.getOrDefault(directory, Instant.MIN);
    List<Path> values = ValueFiles.valuesIn(directory);
    boolean anyIsNew = false;
    for (Path file : values) {
      Instant due = lastUse(file).plus(AGE);
      anyIsNew |= !due.isAfter(now) && due.isAfter(before);
    }
    if (!anyIsNew) {
      return;
    }
    // Files first: an entry that comes after this has its file touched.
    Set<String> needed = names.in(directory);
    deleteOld(files, values.stream().filter(file -> !needed.contains(nameIn(file))).toList(), now);
    compared.put(directory, now);
  }

  /** One that is not whole is kept too if an entry names it: it was damaged, and is mended. */
  private static String nameIn(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(ValueFiles.PART)
        ? name.substring(0, name.length() - ValueFiles.PART.length())
        : name;
  }

  private static Instant lastUse(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.MAX.minus(AGE);
    }
  }

  private static void deleteOld(ValueFiles files, List<Path> values, Instant now)
      throws IOException {
    for (Path file : values) {
      if (files.deleteIfOlder(file, now.minus(AGE))) {
        LOG.info("{} is deleted: no entry needs it", file);
      }
    }
  }
}
