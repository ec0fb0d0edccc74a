package dev.ringo.http;

import com.typesafe.config.Config;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A setting that is a size, like 64 MiB, or a share of the largest heap, like 8%. */
final class HeapShare {

  private static final Pattern SHARE = Pattern.compile("(\\d{1,3})\\s*%");
  private static final int ALL = 100;

  private HeapShare() {}

  /**
   * The setting in bytes, at least 1.
   *
   * @throws IllegalArgumentException if it is a share that is not from 1% to 100%, or no size
   * @throws com.typesafe.config.ConfigException if it is neither a size nor a share
   */
  static long bytes(Config config, String key) {
    Matcher share = SHARE.matcher(config.getString(key));
    if (!share.matches()) {
      long size = config.getBytes(key);
      if (size < 1) {
        throw wrong(key, size);
      }
      return size;
    }
    int percent = Integer.parseInt(share.group(1));
    if (percent < 1 || percent > ALL) {
      throw wrong(key, share.group());
    }
    return Runtime.getRuntime().maxMemory() / ALL * percent;
  }

  private static IllegalArgumentException wrong(String key, Object value) {
    return new IllegalArgumentException(
        key + " = " + value + ": allowed is a size like 64 MiB, or a share from 1% to 100%");
  }
}
