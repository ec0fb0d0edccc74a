package dev.ringo.node.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.Set;
import java.util.regex.Pattern;

/** What values a setting takes, told from its default. */
enum SettingKind {
  SWITCH("on or off"),
  NUMBER("a number"),
  DURATION("a duration such as 500 ms or 10 s"),
  SIZE("a size such as 64 MiB or 512 kB"),
  /** Units such as {@code m} are both. */
  DURATION_OR_SIZE("a number with a unit, such as 10 s or 64 MiB"),
  LIST("a list such as a,b"),
  TEXT("a text");

  private static final Pattern TIME =
      Pattern.compile(
          "-?[\\d.]+ *(ns|us|ms|s|h|d|(nano|micro|milli)s(econds?)?|(seconds?|minutes?|hours?|days?))");
  private static final Pattern BYTES =
      Pattern.compile(
          "(?i)-?[\\d.]+ *([kmgt]i?b|[kgt]i?|b|bytes?|(kilo|mega|giga)bytes?|(kibi|mebi)bytes?)");
  private static final Pattern EITHER = Pattern.compile("[\\d.]+ *m");
  private static final Set<String> SWITCHES = Set.of("on", "off", "true", "false", "yes", "no");

  /** Akka has such words in place of many a number; our own settings do not. */
  private static final Set<String> WORDS =
      Set.of("off", "none", "infinite", "inf", "unlimited", "auto", "default", "undefined", "");

  private final String allowed;

  SettingKind(String allowed) {
    this.allowed = allowed;
  }

  String allowed() {
    return allowed;
  }

  static SettingKind of(ConfigValue byDefault) {
    ConfigValueType type = byDefault.valueType();
    String text = String.valueOf(byDefault.unwrapped());
    return switch (type) {
      case BOOLEAN -> SWITCH;
      case NUMBER -> NUMBER;
      case LIST -> LIST;
      case NULL, OBJECT -> TEXT;
      case STRING -> {
        if (text.equals("on") || text.equals("true")) {
          yield SWITCH;
        }
        if (EITHER.matcher(text).matches()) {
          yield DURATION_OR_SIZE;
        }
        if (TIME.matcher(text).matches()) {
          yield DURATION;
        }
        yield BYTES.matcher(text).matches() ? SIZE : TEXT;
      }
    };
  }

  boolean allows(String value, boolean words) {
    if (words && WORDS.contains(value)) {
      return true;
    }
    return switch (this) {
      case SWITCH -> SWITCHES.contains(value);
      case NUMBER -> reads(value, config -> config.getDouble("v"));
      case DURATION -> isDuration(value);
      case SIZE -> isSize(value);
      case DURATION_OR_SIZE -> isDuration(value) || isSize(value);
      case LIST, TEXT -> true;
    };
  }

  private static boolean isDuration(String value) {
    return reads(value, config -> config.getDuration("v"));
  }

  private static boolean isSize(String value) {
    return reads(value, config -> config.getBytes("v"));
  }

  private interface Read {
    Object from(Config config);
  }

  private static boolean reads(String value, Read read) {
    try {
      read.from(ConfigFactory.empty().withValue("v", ConfigValueFactory.fromAnyRef(value)));
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }
}
