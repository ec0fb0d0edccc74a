package dev.ringo.client;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/**
 * How long values may be, in bytes.
 *
 * @param max the longest that is taken
 * @param inline the longest that travels in a message; the same, if there is no disk
 */
public record ValueLimits(long max, int inline) {

  /** What a message can carry. */
  private static final long MOST_INLINE = 1024 * 1024;

  /** What a note on its blocks can describe. */
  private static final long MOST = 1024L * 1024 * 1024;

  /**
   * Reads {@code ringo}.
   *
   * @throws ConfigException if a length is out of range
   */
  public static ValueLimits from(Config ringo) {
    boolean onDisk = ringo.getBoolean("store.on-disk");
    long max = within(ringo, "value.max", onDisk ? MOST : MOST_INLINE);
    long inline = within(ringo, "value.inline-max", MOST_INLINE);
    return new ValueLimits(max, (int) (onDisk ? Math.min(inline, max) : max));
  }

  private static long within(Config ringo, String key, long most) {
    long value = ringo.getBytes(key);
    if (value < 1 || value > most) {
      throw new ConfigException.BadValue(
          ringo.getValue(key).origin(),
          "ringo." + key,
          value + ": allowed is 1 to " + most + " bytes");
    }
    return value;
  }
}
