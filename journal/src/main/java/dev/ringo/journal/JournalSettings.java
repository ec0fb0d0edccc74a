package dev.ringo.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * The settings of {@code ringo.journal}, whose comments in {@code reference.conf} say what each
 * does.
 */
record JournalSettings(
    Path directory, Fsync fsync, Duration fsyncInterval, long commitLogBytes, int openFiles) {

  /** When what was written has to be on the disk. */
  enum Fsync {
    ALWAYS,
    INTERVAL,
    NEVER
  }

  /** What one write may bring to a commit log, beyond which two of them would not do. */
  static final long LEAST_COMMIT_LOG = 1024 * 1024;

  /**
   * Reads {@code ringo.journal}.
   *
   * @throws ConfigException if a value is none that the setting takes
   */
  static JournalSettings from(Config journal) {
    if (journal.getString("directory").isBlank()) {
      throw bad(journal, "directory", "the directory that the journal is to be kept in");
    }
    long commitLog = journal.getBytes("commit-log-size");
    if (commitLog < LEAST_COMMIT_LOG) {
      throw bad(journal, "commit-log-size", "1 MiB or more");
    }
    Duration interval = journal.getDuration("fsync-interval");
    if (interval.toMillis() < 1) {
      throw bad(journal, "fsync-interval", "1 ms or more");
    }
    int openFiles = journal.getInt("open-files");
    if (openFiles < 1) {
      throw bad(journal, "open-files", "1 or more");
    }
    return new JournalSettings(
        Path.of(journal.getString("directory")), fsync(journal), interval, commitLog, openFiles);
  }

  private static Fsync fsync(Config journal) {
    String name = journal.getString("fsync");
    return Arrays.stream(Fsync.values())
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> bad(journal, "fsync", "always, interval or never"));
  }

  private static ConfigException bad(Config journal, String key, String allowed) {
    return new ConfigException.BadValue(
        journal.getValue(key).origin(),
        "ringo.journal." + key,
        "'" + journal.getString(key) + "': it takes " + allowed);
  }
}
