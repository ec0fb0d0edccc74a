package dev.ringo.node.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import dev.ringo.node.start.Endpoint;
import dev.ringo.node.start.NodeOptions;
import dev.ringo.ring.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NodeConfigTest {

  private static Config config(List<Endpoint> join, String... settings) {
    NodeOptions options =
        new NodeOptions(
            NodeId.random(),
            Optional.empty(),
            "127.0.0.1",
            25520,
            15000,
            8558,
            join,
            List.of(settings));
    return NodeConfig.of(options, List.of("some-role"));
  }

  @Test
  void optionsSettingsAndDefaultsComeTogether() {
    Config config =
        config(List.of(), "ringo.node.join-timeout=7 s", "akka.cluster.gossip-interval=3s");
    assertThat(config.getString("akka.remote.artery.canonical.hostname")).isEqualTo("127.0.0.1");
    assertThat(config.getInt("akka.remote.artery.canonical.port")).isEqualTo(25520);
    assertThat(config.getInt("akka.management.http.port")).isEqualTo(8558);
    assertThat(config.getStringList("akka.cluster.roles")).containsExactly("some-role");
    assertThat(config.getDuration("akka.cluster.gossip-interval")).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.getDuration("akka.cluster.shutdown-after-unsuccessful-join-seed-nodes"))
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(config.getString("akka.cluster.downing-provider-class"))
        .isEqualTo("akka.cluster.sbr.SplitBrainResolverProvider");
    assertThat(config.getString("akka.actor.provider")).isEqualTo("cluster");
  }

  @Test
  void whoStartsAClusterLooksLongerForOneThatIsThere() {
    Endpoint self = new Endpoint("localhost", 25520);
    Endpoint other = new Endpoint("127.0.0.1", 25521);
    Duration first = config(List.of(self, other)).getDuration("akka.cluster.seed-node-timeout");
    Duration second = config(List.of(other, self)).getDuration("akka.cluster.seed-node-timeout");
    assertThat(first).isGreaterThan(second);
  }
}
