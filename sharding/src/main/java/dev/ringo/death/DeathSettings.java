package dev.ringo.death;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * The settings of {@code ringo.failure-detection}; the comments in {@code reference.conf} say what
 * each does.
 *
 * @param isOn is this node to watch others?
 * @param attempts connects in a row that have to be refused
 * @param interval between two of them
 * @param connectTimeout what takes longer is no refusal
 * @param mostWatched members that this node watches
 */
record DeathSettings(
    boolean isOn, int attempts, Duration interval, Duration connectTimeout, int mostWatched) {

  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);

  /** A kernel that tries no more than once gives up after a second: that must not look refused. */
  private static final Duration LONGEST_CONNECT = Duration.ofMillis(900);

  /** Reads the configuration of an actor system. */
  static DeathSettings from(Config config) {
    Config detection = config.getConfig("ringo.failure-detection");
    return new DeathSettings(
        detection.getBoolean("proof-of-death") && listensOnTcp(config),
        atLeastOne(detection, "attempts"),
        upTo(LONGEST_INTERVAL, detection, "interval"),
        upTo(LONGEST_CONNECT, detection, "connect-timeout"),
        atLeastOne(detection, "watch-at-most"));
  }

  /** With Aeron, nobody ever listens at a member's port in TCP's sense. */
  private static boolean listensOnTcp(Config config) {
    String artery = "akka.remote.artery.";
    return config.hasPath(artery + "transport")
        && config.getBoolean(artery + "enabled")
        && config.getString(artery + "transport").endsWith("tcp");
  }

  private static int atLeastOne(Config detection, String key) {
    int value = detection.getInt(key);
    if (value < 1) {
      throw bad(detection, key, "1 or more");
    }
    return value;
  }

  private static Duration upTo(Duration longest, Config detection, String key) {
    Duration value = detection.getDuration(key);
    if (value.toMillis() < 1 || value.compareTo(longest) > 0) {
      throw bad(detection, key, "1 ms to " + longest.toMillis() + " ms");
    }
    return value;
  }

  private static ConfigException bad(Config detection, String key, String allowed) {
    return new ConfigException.BadValue(
        detection.getValue(key).origin(),
        "ringo.failure-detection." + key,
        "'" + detection.getString(key) + "': it takes " + allowed);
  }
}
