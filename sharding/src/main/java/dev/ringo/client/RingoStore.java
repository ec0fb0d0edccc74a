package dev.ringo.client;

import static dev.ringo.entry.ExternalValue.BLOCK_BYTES;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.ringo.cluster.Contact;
import dev.ringo.domain.Domains;
import dev.ringo.domain.HandOver;
import dev.ringo.replica.LocalCopies;

/** What makes a cluster member a node that holds copies. */
public final class RingoStore {

  /** What a message has besides a value: a key, frames, addresses. */
  private static final int AROUND_A_VALUE = 64 * 1024;

  private RingoStore() {}

  /**
   * Starts the replicas and the sharding of a node whose cluster roles are those of {@link
   * dev.ringo.cluster.Membership#roles}. To be called once, before the first {@link
   * RingoClient#get}.
   *
   * @throws IllegalStateException if the roles are missing
   * @throws ConfigException if a setting under {@code ringo} is wrong
   */
  public static void start(ActorSystem<?> system) {
    Config ringo = system.settings().config().getConfig("ringo");
    checkFrameSize(system.settings().config());
    LocalCopies.get(system).start(system, maxBytes(ringo));
    Contact.get(system);
    HandOver.install(system);
    Domains.get(system);
  }

  private static void checkFrameSize(Config config) {
    String path = "akka.remote.artery.advanced.maximum-frame-size";
    ValueLimits values = ValueLimits.from(config.getConfig("ringo"));
    boolean hasBlocks = values.max() > values.inline();
    int longest = hasBlocks ? Math.max(values.inline(), BLOCK_BYTES) : values.inline();
    long needed = (long) longest + AROUND_A_VALUE;
    if (config.getBytes(path) < needed) {
      throw new ConfigException.BadValue(
          config.getValue(path).origin(),
          path,
          "it takes at least the longest value of a message, or a block of a longer one, + "
              + AROUND_A_VALUE
              + " = "
              + needed
              + " bytes");
    }
  }

  private static long maxBytes(Config ringo) {
    String path = "memory.max-bytes";
    String text = ringo.getString(path).trim();
    if (!text.endsWith("%")) {
      return ringo.getBytes(path);
    }
    try {
      double share = Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
      if (share > 0 && share <= 1) {
        return (long) (share * Runtime.getRuntime().maxMemory());
      }
    } catch (NumberFormatException e) {
      // Falls through to the same error as a number out of range.
    }
    throw new ConfigException.BadValue(
        ringo.getValue(path).origin(),
        "ringo." + path,
        "'" + text + "' is neither a size like 512 MiB nor a share of the heap from 1% to 100%");
  }
}
