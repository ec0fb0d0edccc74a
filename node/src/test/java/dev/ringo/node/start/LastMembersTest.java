package dev.ringo.node.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.node.start.LastMembers.Remembered;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LastMembersTest {

  private final AtomicLong now = new AtomicLong();
  private final Remembered remembered = new Remembered(Duration.ofNanos(10), now::get);

  @Test
  void theLastOfAClusterThatIsStoppedRemembersTheOthers() {
    remembered.add(List.of("a"));
    assertThat(remembered.update(List.of("a", "b", "c"))).isTrue();
    remembered.areWritten();
    now.set(5);
    assertThat(remembered.update(List.of("c"))).isFalse();
    assertThat(remembered.all()).containsExactly("a", "b", "c");
  }

  @Test
  void whoIsGoneForLongIsForgotten() {
    remembered.update(List.of("a", "b"));
    now.set(11);
    assertThat(remembered.update(List.of("b"))).isTrue();
    assertThat(remembered.all()).containsExactly("b");
  }
}
