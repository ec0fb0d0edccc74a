package dev.ringo.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AckGapsTest {

  private final AtomicLong now = new AtomicLong();
  private final AckGaps gaps = new AckGaps(now::get);

  private void pass(int seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void aGapBelongsToTheFaultInIt() {
    gaps.begin(List.of("a", "b"));
    pass(1);
    gaps.acknowledged("a");
    gaps.acknowledged("b");
    gaps.fault("STOP");
    pass(4);
    gaps.acknowledged("a");
    pass(2);
    gaps.acknowledged("a");
    gaps.acknowledged("b");
    gaps.end();
    assertThat(gaps.longest()).isEqualTo(Map.of("no fault", seconds(1), "STOP", seconds(6)));
  }

  @Test
  void aDomainThatIsNeverHeardOfAgainCounts() {
    gaps.begin(List.of("a"));
    gaps.fault("STOP");
    pass(9);
    gaps.end();
    assertThat(gaps.longest()).containsEntry("STOP", seconds(9));
  }
}
