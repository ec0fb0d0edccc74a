package dev.ringo.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.ring.NodeId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RiskPolicyTest {

  private static final Duration SETTLE = Duration.ofSeconds(30);

  private final AtomicLong now = new AtomicLong(-5);
  private final NodeId one = NodeId.random();
  private final NodeId other = NodeId.random();

  private RiskPolicy policy(int mostAtRisk) {
    return new RiskPolicy(mostAtRisk, SETTLE, now::get);
  }

  @Test
  void oneNodeAtATime() {
    RiskPolicy policy = policy(1);
    assertThat(policy.allowsOneMore(5)).isTrue();
    policy.isDown(one);
    assertThat(policy.allowsOneMore(5)).isFalse();
  }

  @Test
  void aNodeThatIsBackCountsForSomeTimeLonger() {
    RiskPolicy policy = policy(1);
    policy.isDown(one);
    policy.isReplaced(one);
    now.addAndGet(SETTLE.toNanos() - 1);
    assertThat(policy.allowsOneMore(5)).isFalse();
    assertThat(policy.isAtRisk(one)).isTrue();
    now.addAndGet(1);
    assertThat(policy.allowsOneMore(5)).isTrue();
    assertThat(policy.isAtRisk(one)).isFalse();
  }

  @Test
  void aNodeThatGoesDownAgainCountsUntilItIsBack() {
    RiskPolicy policy = policy(1);
    policy.isReplaced(one);
    policy.isDown(one);
    now.addAndGet(10 * SETTLE.toNanos());
    assertThat(policy.atRisk()).isEqualTo(1);
  }

  @Test
  void neverMoreThanAMinority() {
    RiskPolicy policy = policy(10);
    assertThat(policy.allowsOneMore(2)).isFalse();
    assertThat(policy.allowsOneMore(3)).isTrue();
    policy.isDown(one);
    assertThat(policy.allowsOneMore(4)).isFalse();
    assertThat(policy.allowsOneMore(5)).isTrue();
    policy.isDown(other);
    assertThat(policy.allowsOneMore(5)).isFalse();
  }
}
