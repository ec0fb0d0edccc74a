package dev.ringo.node.settings;

import static com.typesafe.config.ConfigValueFactory.fromAnyRef;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.ringo.node.start.NodeOptions;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Puts together what an actor system runs with: what the command line sets, system properties,
 * {@code application.conf} if there is one, {@code ringo-disk.conf} if the node has a directory,
 * {@code ringo-node.conf}, and the defaults, the first that has a value deciding.
 */
public final class NodeConfig {

  private NodeConfig() {}

  /** The configuration of a node; an unknown setting or a wrong value is a usage failure. */
  public static Config of(NodeOptions options, Collection<String> roles) {
    Config changes = changes(options.settings());
    Config byOptions =
        ConfigFactory.parseMap(
            Map.of(
                "akka.remote.artery.canonical.hostname", options.host(),
                "akka.remote.artery.canonical.port", options.port(),
                "akka.management.http.hostname", options.host(),
                "akka.management.http.port", options.managementPort(),
                "akka.cluster.roles", List.copyOf(roles)));
    if (options.joinsOthers()) {
      // How soon it asks again; the node that starts a cluster waits longer for others that may be
      // in one.
      byOptions = byOptions.withValue("akka.cluster.seed-node-timeout", fromAnyRef("2 s"));
    }
    if (options.directory().isPresent()) {
      String directory = options.directory().get().path().toString();
      byOptions = byOptions.withValue("ringo.journal.directory", fromAnyRef(directory));
    }
    return byOptions
        .withFallback(changes)
        .withFallback(surroundings(options.directory().isPresent()))
        .resolve();
  }

  /** Fails as {@link #of} does. */
  public static void check(List<String> settings) {
    changes(settings);
  }

  private static Config changes(List<String> settings) {
    return settings.isEmpty()
        ? ConfigFactory.empty()
        : new SettingOverrides(defaults().resolve()).parse(settings);
  }

  private static Config surroundings(boolean onDisk) {
    return ConfigFactory.defaultOverrides()
        .withFallback(ConfigFactory.defaultApplication())
        .withFallback(
            onDisk ? ConfigFactory.parseResources("ringo-disk.conf") : ConfigFactory.empty())
        .withFallback(defaults());
  }

  private static Config defaults() {
    return ConfigFactory.parseResources("ringo-node.conf")
        .withFallback(ConfigFactory.defaultReferenceUnresolved());
  }
}
