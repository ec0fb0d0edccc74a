package dev.ringo.replica;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/** The settings of {@code ringo.scrub}. */
record ScrubSettings(Duration period, long bytesPerSecond) {

  private static final long LEAST_BYTES = 64 * 1024;

  /**
   * Reads {@code ringo.scrub}.
   *
   * @throws ConfigException if a value is none that the setting takes
   */
  static ScrubSettings from(Config ringo) {
    Config scrub = ringo.getConfig("scrub");
    Duration period = scrub.getDuration("period");
    if (period.toMinutes() < 1) {
      throw bad(scrub, "period", "1 minute or more");
    }
    long bytes = scrub.getBytes("bytes-per-second");
    if (bytes < LEAST_BYTES) {
      throw bad(scrub, "bytes-per-second", "64 KiB or more");
    }
    return new ScrubSettings(period, bytes);
  }

  private static ConfigException bad(Config scrub, String key, String allowed) {
    return new ConfigException.BadValue(
        scrub.getValue(key).origin(),
        "ringo.scrub." + key,
        "'" + scrub.getString(key) + "': it takes " + allowed);
  }
}
