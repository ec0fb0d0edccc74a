package dev.ringo.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The file {@code info} beside others: JSON that says what they are and in which format. */
final class Info {

  /** The newest format that this code reads, and the one that it writes. */
  static final int FORMAT = 1;

  private static final String NAME = "info";

  private Info() {}

  static void write(Path directory, Map<String, ?> contents) throws IOException {
    String json =
        ConfigFactory.parseMap(contents)
            .withFallback(ConfigFactory.parseMap(Map.of("format", FORMAT)))
            .root()
            .render(ConfigRenderOptions.concise());
    Disk.replace(directory.resolve(NAME), (json + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a directory's info; empty if it has none that can be read.
   *
   * @throws IOException if it was written in a format newer than this code
   */
  static Optional<Config> read(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Config info;
    int format;
    try {
      info = ConfigFactory.parseString(Files.readString(file));
      format = info.getInt("format");
    } catch (ConfigException e) {
      // Damaged. It says nothing that the files beside it do not show.
      return Optional.empty();
    }
    if (format > FORMAT) {
      throw new IOException(
          directory
              + " is in format "
              + format
              + ", and this version reads up to "
              + FORMAT
              + ": start a newer version");
    }
    return Optional.of(info);
  }
}
