package dev.ringo.node.start;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.Config;
import dev.ringo.node.CommandFailure;
import org.slf4j.LoggerFactory;

/** Sets the log levels of {@code ringo.log}. */
final class Logging {

  private Logging() {}

  static void configure(Config config) {
    logger("dev.ringo").setLevel(level(config, "ringo.log.level"));
    logger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(level(config, "ringo.log.others"));
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  private static Level level(Config config, String key) {
    String name = config.getString(key);
    Level level = Level.toLevel(name, null);
    if (level == null) {
      throw CommandFailure.usage(
          key + "=" + name + ": it takes TRACE, DEBUG, INFO, WARN, ERROR or OFF");
    }
    return level;
  }
}
