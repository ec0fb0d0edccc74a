package dev.ringo.testkit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** After a kill, service resumes; how soon is measured by {@code bench failover}. */
final class FailoverBenchIT {

  /** A machine under any load; the usual is below a second. */
  private static final Duration GENEROUS = Duration.ofSeconds(60);

  /** Of nodes alone, the oldest has the coordinator. What becomes of an owner, MainJobIT shows. */
  @Test
  void serviceResumesAfterTheKillOfTheCoordinatorsNode() {
    Path logs = Path.of("target", "failover");
    try (ProcessHarness cluster = ProcessHarness.onLoopback(logs)) {
      Failover failover = new Failover(cluster, 3, NodeSpec.SMALL, Victim.COORDINATOR, 4);
      assertThat(failover.run(0)).isLessThan(GENEROUS);
    }
  }
}
