package dev.ringo.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CatchUpBudgetTest {

  private static final long BATCH = 128 * 1024;

  /** One byte a second: what time brings back does not matter here. */
  private final CatchUpBudget budget = new CatchUpBudget(1);

  @Test
  void whatIsTakenIsGone() {
    assertThat(budget.take(BATCH)).isTrue();
    assertThat(budget.take(BATCH)).isFalse();
  }

  /** Small entries once cost as much as whole batches. */
  @Test
  void whatWasNotNeededCanBeTakenAgain() {
    assertThat(budget.take(BATCH)).isTrue();
    budget.giveBack(BATCH);
    assertThat(budget.take(BATCH)).isTrue();
  }

  @Test
  void whatWasNeededBesidesIsOwed() {
    assertThat(budget.take(BATCH)).isTrue();
    budget.giveBack(-BATCH);
    budget.giveBack(BATCH);
    assertThat(budget.take(BATCH)).isFalse();
  }
}
