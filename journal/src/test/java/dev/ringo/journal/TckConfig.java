package dev.ringo.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The configuration for Akka's suites. */
final class TckConfig {

  private TckConfig() {}

  static Config inNewDirectory() {
    try {
      Path parent = Files.createDirectories(Path.of("target", "tck"));
      return ConfigFactory.parseMap(
              Map.of(
                  "akka.persistence.journal.plugin", "ringo.journal.file",
                  "akka.persistence.snapshot-store.plugin", "ringo.journal.snapshot",
                  "akka.loglevel", "WARNING",
                  "ringo.journal.directory", Files.createTempDirectory(parent, "j").toString()))
          .withFallback(ConfigFactory.load());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
