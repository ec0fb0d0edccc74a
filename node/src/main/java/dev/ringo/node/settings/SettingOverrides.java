package dev.ringo.node.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.ringo.node.CommandFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings that {@code --set} changes. Each has to be there by default, and its value has to be
 * of the same kind.
 */
final class SettingOverrides {

  /** These follow from the options of the command line. */
  private static final Map<String, String> BY_OPTION =
      Map.of(
          "akka.remote.artery.canonical.hostname", "--host",
          "akka.remote.artery.canonical.port", "--port",
          "akka.management.http.hostname", "--host",
          "akka.management.http.port", "--management-port",
          "ringo.http.host", "--host",
          "ringo.http.port", "--http-port",
          "akka.cluster.seed-nodes", "--join",
          "akka.cluster.roles", "--id");

  private final ConfigObject defaults;

  SettingOverrides(Config defaults) {
    this.defaults = defaults.root();
  }

  /**
   * Reads assignments of the form {@code key=value}; the first that is wrong is a usage failure.
   */
  Config parse(List<String> assignments) {
    Config changes = ConfigFactory.empty();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        throw CommandFailure.usage("--set " + assignment + ": it takes KEY=VALUE");
      }
      String key = assignment.substring(0, equals).strip();
      String value = assignment.substring(equals + 1).strip();
      changes = changes.withValue(key, read(key, value));
    }
    return changes;
  }

  private ConfigValue read(String key, String value) {
    if (BY_OPTION.containsKey(key)) {
      throw CommandFailure.usage(
          "--set " + key + ": this setting follows from " + BY_OPTION.get(key));
    }
    ConfigValue byDefault = find(key);
    if (byDefault.valueType() == ConfigValueType.OBJECT) {
      throw CommandFailure.usage(
          "--set "
              + key
              + ": this is a group of settings: "
              + String.join(", ", new TreeMap<>((ConfigObject) byDefault).keySet()));
    }
    SettingKind kind = SettingKind.of(byDefault);
    if (!kind.allows(value, !key.startsWith("ringo."))) {
      throw CommandFailure.usage(
          "--set "
              + key
              + "="
              + value
              + ": it takes "
              + kind.allowed()
              + " (default: "
              + byDefault.unwrapped()
              + ")");
    }
    return kind == SettingKind.LIST
        ? ConfigValueFactory.fromIterable(listOf(value), "--set")
        : ConfigValueFactory.fromAnyRef(value, "--set");
  }

  private ConfigValue find(String key) {
    ConfigValue value = defaults;
    for (String name : namesIn(key)) {
      value = value instanceof ConfigObject group ? group.get(name) : null;
    }
    if (value == null) {
      String hint =
          SimilarKeys.closest(key, defaults.toConfig())
              .map(similar -> "did you mean " + similar + "?")
              .orElse("reference.conf lists those there are");
      throw CommandFailure.usage("--set " + key + ": there is no such setting; " + hint);
    }
    return value;
  }

  private static List<String> namesIn(String key) {
    try {
      return ConfigUtil.splitPath(key);
    } catch (ConfigException e) {
      throw CommandFailure.usage("--set " + key + ": this is not the name of a setting");
    }
  }

  private static List<String> listOf(String value) {
    String items =
        value.startsWith("[") && value.endsWith("]")
            ? value.substring(1, value.length() - 1)
            : value;
    return Arrays.stream(items.split(",", -1))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }
}
