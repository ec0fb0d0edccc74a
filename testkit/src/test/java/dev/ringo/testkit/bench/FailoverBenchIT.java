package dev.ringo.testkit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After a kill, service resumes; how soon is measured by {@code bench failover}. */
final class FailoverBenchIT {

  /** A machine under any load; the usual is below a second. */
  private static final Duration GENEROUS = Duration.ofSeconds(60);

  @ParameterizedTest
  // The oldest of nodes alone has the coordinator.
  @EnumSource(names = {"OWNER", "COORDINATOR"})
  void serviceResumesAfterTheKillOf(Victim victim) {
    Path logs = Path.of("target", "failover", victim.name());
    try (ProcessHarness cluster = ProcessHarness.onLoopback(logs)) {
      Failover failover = new Failover(cluster, 3, NodeSpec.SMALL, victim, 4);
      // A second one finds a node that was started anew, with the id and the port of a dead one.
      int runs = victim == Victim.OWNER ? 2 : 1;
      for (int i = 0; i < runs; i++) {
        assertThat(failover.run(i)).isLessThan(GENEROUS);
      }
    }
  }
}
