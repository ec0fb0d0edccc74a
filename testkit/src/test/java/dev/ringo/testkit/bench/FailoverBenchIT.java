package dev.ringo.testkit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.testkit.process.ProcessCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After a kill, service resumes; how soon is measured by {@code bench failover}. */
final class FailoverBenchIT {

  /** A machine under any load; the usual is below a second. */
  private static final Duration GENEROUS = Duration.ofSeconds(60);

  @ParameterizedTest
  @EnumSource
  void serviceResumesAfterTheKillOf(Victim victim) {
    Path logs = Path.of("target", "failover", victim.name());
    try (ProcessCluster cluster = ProcessCluster.start(3, logs, List.of("-Xmx256m"), List.of())) {
      Failover failover = new Failover(cluster, victim, 4);
      // The second finds a node that was started anew, with the id and the port of a dead one.
      for (int i = 0; i < 2; i++) {
        assertThat(failover.run(i)).isLessThan(GENEROUS);
      }
    }
  }
}
