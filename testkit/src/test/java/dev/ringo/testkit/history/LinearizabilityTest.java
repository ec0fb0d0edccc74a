package dev.ringo.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.testkit.history.Register.Answer;
import dev.ringo.testkit.history.Register.Changed;
import dev.ringo.testkit.history.Register.Delete;
import dev.ringo.testkit.history.Register.Read;
import dev.ringo.testkit.history.Register.Refused;
import dev.ringo.testkit.history.Register.Request;
import dev.ringo.testkit.history.Register.SetIfValue;
import dev.ringo.testkit.history.Register.SetIfVersion;
import dev.ringo.testkit.history.Register.Shown;
import dev.ringo.testkit.history.Register.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class LinearizabilityTest {

  private final List<Operation<Request, Answer>> history = new ArrayList<>();

  private void done(Request request, Answer answer, long invoked, long returned) {
    history.add(Operation.answered(request, answer, new Span(invoked, returned)));
  }

  private void unknown(Request request, long invoked) {
    history.add(Operation.unknown(request, invoked));
  }

  private void wrote(String value, long invoked, long returned) {
    done(new Write(value), new Changed(OptionalLong.empty()), invoked, returned);
  }

  private void read(String value, long invoked, long returned) {
    Shown shown = new Shown(Optional.ofNullable(value), OptionalLong.empty());
    done(new Read(), shown, invoked, returned);
  }

  private void readVersion(String value, long version, long invoked, long returned) {
    done(new Read(), new Shown(Optional.of(value), OptionalLong.of(version)), invoked, returned);
  }

  private static Changed changed(long version) {
    return new Changed(OptionalLong.of(version));
  }

  private RegisterReport report() {
    return RegisterChecker.check(Map.of("k", history), Bound.DEFAULT);
  }

  private boolean isLinearizable() {
    assertThat(report().undecided()).isEmpty();
    return report().isClean();
  }

  @Test
  void oneAfterTheOther() {
    read(null, 0, 1);
    wrote("a", 2, 3);
    read("a", 4, 5);
    wrote("b", 6, 7);
    done(new Delete(), new Changed(OptionalLong.empty()), 8, 9);
    read(null, 10, 11);
    assertThat(isLinearizable()).isTrue();
  }

  @Test
  void duringAWriteBothValuesMayBeRead() {
    wrote("a", 0, 1);
    wrote("b", 10, 50);
    read("b", 20, 30);
    read("b", 35, 40);
    read("a", 15, 25);
    assertThat(isLinearizable()).isTrue();
  }

  @Test
  void theNewValueAndThenTheOldOneIsNotLinearizable() {
    wrote("a", 0, 1);
    wrote("b", 10, 50);
    read("b", 20, 30);
    read("a", 35, 40);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void aStaleReadIsFoundAndExplained() {
    wrote("a", 1_000_000_000, 2_000_000_000);
    wrote("b", 3_000_000_000L, 4_000_000_000L);
    read("a", 5_000_000_000L, 6_000_000_000L);
    assertThat(report().toString())
        .contains("NOT_LINEARIZABLE, key \"k\": no order explains all answers; one explains 2")
        .contains("Write[value=b]")
        .contains("none of these can have come:\n      Read[] -> Shown[value=Optional[a]")
        .contains("(5.0000 s to 6.0000 s)");
  }

  @Test
  void aLostWriteIsFound() {
    wrote("a", 0, 1);
    read(null, 2, 3);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void aValueFromNowhereIsFound() {
    wrote("a", 0, 1);
    read("x", 0, 3);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void whatWasDeletedMayNotComeBack() {
    wrote("a", 0, 1);
    done(new Delete(), new Changed(OptionalLong.empty()), 2, 3);
    read("a", 4, 5);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void aWriteOfUnknownOutcomeMayShowUpLate() {
    unknown(new Write("late"), 0);
    wrote("a", 1, 2);
    read("a", 3, 4);
    read("late", 100, 101);
    assertThat(isLinearizable()).isTrue();
  }

  @Test
  void aWriteOfUnknownOutcomeMayNeverShowUp() {
    unknown(new Write("never"), 0);
    wrote("a", 1, 2);
    read("a", 100, 101);
    assertThat(isLinearizable()).isTrue();
  }

  @Test
  void aWriteOfUnknownOutcomeTakesEffectOnce() {
    unknown(new Write("once"), 0);
    read("once", 3, 4);
    wrote("a", 5, 6);
    read("once", 7, 8);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void itTakesNoEffectBeforeItIsAsked() {
    read("early", 0, 1);
    unknown(new Write("early"), 2);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void onlyOneOfTwoMaySetTheSameValue() {
    Changed won = new Changed(OptionalLong.empty());
    done(new SetIfValue(Optional.empty(), "a"), won, 0, 10);
    done(new SetIfValue(Optional.empty(), "b"), new Refused(), 0, 10);
    assertThat(isLinearizable()).isTrue();
    history.clear();
    done(new SetIfValue(Optional.empty(), "a"), won, 0, 10);
    done(new SetIfValue(Optional.empty(), "b"), won, 0, 10);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void nothingIsRefusedWithoutReason() {
    wrote("a", 0, 1);
    done(new SetIfValue(Optional.of("a"), "b"), new Refused(), 2, 3);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void versionsCountUp() {
    done(new Write("a"), changed(3), 0, 1);
    done(new SetIfVersion(OptionalLong.of(3), "b"), changed(7), 2, 3);
    done(new SetIfVersion(OptionalLong.of(3), "c"), new Refused(), 4, 5);
    readVersion("b", 7, 6, 7);
    assertThat(isLinearizable()).isTrue();
    done(new Write("d"), changed(5), 8, 9);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void aReadShowsTheVersionOfItsValue() {
    done(new Write("a"), changed(3), 0, 1);
    readVersion("a", 4, 2, 3);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void theVersionOfALostAnswerIsLearned() {
    done(new Write("a"), changed(3), 0, 1);
    unknown(new Write("b"), 2);
    readVersion("b", 4, 3, 4);
    done(new SetIfVersion(OptionalLong.of(4), "c"), changed(5), 5, 6);
    assertThat(isLinearizable()).isTrue();
    readVersion("b", 4, 7, 8);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void aSearchThatTakesTooLongIsUndecided() {
    for (int i = 0; i < 30; i++) {
      wrote("w" + i, 0, 1_000);
    }
    read("none of them", 0, 1_000);
    Bound few = new Bound(Duration.ofMinutes(1), 10_000);
    RegisterReport report = RegisterChecker.check(Map.of("k", history), few);
    assertThat(report.isClean()).isFalse();
    assertThat(report.toString()).contains("undecided for {k=after 10000 states}");
    Bound quick = new Bound(Duration.ofMillis(20), Integer.MAX_VALUE);
    assertThat(RegisterChecker.check(Map.of("k", history), quick).undecided())
        .containsEntry("k", "after 20 ms");
  }

  @Test
  void aLongHistoryWithManyUnknownWritesIsDecided() {
    for (int i = 0; i < 20_000; i++) {
      long at = 10L * i;
      if (i % 100 == 0) {
        unknown(new Write("u" + i), at);
      }
      wrote("w" + i, at, at + 12);
      read("w" + i, at + 5, at + 13);
    }
    assertThat(isLinearizable()).isTrue();
  }

  @Test
  void whatHadNoEffectForSureDoesNotCount() {
    RegisterHistory recorded = new RegisterHistory();
    recorded.invoke("k", new Write("a")).returned(new Changed(OptionalLong.empty()));
    recorded.invoke("k", new Write("b")).notDone();
    RegisterHistory.Pending read = recorded.invoke("k", new Read());
    read.returned(new Shown(Optional.of("b"), OptionalLong.empty()));
    assertThat(RegisterChecker.check(recorded, Bound.DEFAULT).violations()).hasSize(1);
  }
}
