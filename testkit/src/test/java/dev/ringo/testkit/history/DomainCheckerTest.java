package dev.ringo.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringo.testkit.history.DomainHistory.Get;
import dev.ringo.testkit.history.DomainHistory.Outcome;
import dev.ringo.testkit.history.DomainHistory.PendingGet;
import dev.ringo.testkit.history.DomainHistory.Put;
import dev.ringo.testkit.history.Violation.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DomainCheckerTest {

  private final List<Put> puts = new ArrayList<>();
  private final List<Get> gets = new ArrayList<>();

  private void put(String value, Outcome outcome, long invoked, long returned) {
    puts.add(new Put("k", value, outcome, new Span(invoked, returned)));
  }

  private void stored(String value, long invoked, long returned) {
    put(value, Outcome.STORED, invoked, returned);
  }

  private void unknown(String value, long invoked) {
    put(value, Outcome.UNKNOWN, invoked, Span.NEVER);
  }

  private void get(long invoked, long returned, String... values) {
    gets.add(new Get("k", List.of(values), new Span(invoked, returned)));
  }

  private List<Kind> kinds() {
    return DomainChecker.check(puts, gets).violations().stream().map(Violation::kind).toList();
  }

  private String report() {
    return DomainChecker.check(puts, gets).toString();
  }

  @Test
  void aHistoryAsPromisedIsClean() {
    stored("first", 0, 10);
    stored("second", 5, 30);
    unknown("third", 20);
    unknown("never", 20);
    put("refused", Outcome.NOT_STORED, 20, 25);
    get(0, 4);
    get(6, 8, "first");
    get(12, 40, "first");
    get(22, 26, "first", "second");
    get(31, 35, "first", "second");
    get(50, 60, "first", "second", "third");
    assertThat(report())
        .isEqualTo("1 keys, 2 puts stored, 2 unknown, 1 not stored, 6 gets: all as promised");
  }

  @Test
  void anAcknowledgedPutMayNotBeLost() {
    stored("first", 1_000_000_000, 1_500_000_000);
    get(2_000_000_000, 2_100_000_000L);
    get(3_000_000_000L, 3_100_000_000L);
    assertThat(report())
        .endsWith(
            "1 violations\n"
                + "  LOST, key \"k\": the get (2.0000 s to 2.1000 s) misses \"first\""
                + " (put 1.0000 s to 1.5000 s), acknowledged before it began;"
                + " the same in 1 later gets");
  }

  @Test
  void aStaleReadIsALoss() {
    stored("first", 0, 10);
    stored("second", 20, 30);
    get(40, 50, "first", "second");
    get(60, 70, "first");
    assertThat(kinds()).containsExactly(Kind.LOST);
  }

  @Test
  void whatAGetShowedMayNotVanish() {
    unknown("first", 0);
    get(10, 20, "first");
    get(30, 40);
    assertThat(kinds()).containsExactly(Kind.VANISHED);
  }

  @Test
  void whatVanishedMayNotComeBackElsewhere() {
    unknown("resurrected", 0);
    stored("second", 5, 6);
    get(10, 20, "resurrected", "second");
    get(30, 40, "second");
    get(50, 60, "second", "resurrected");
    assertThat(kinds()).containsExactly(Kind.VANISHED, Kind.CONTRADICTION);
  }

  @Test
  void anUnknownPutMayShowUpLateButOnlyAtTheEnd() {
    unknown("late", 0);
    stored("second", 5, 6);
    get(10, 20, "second");
    get(30, 40, "late", "second");
    assertThat(kinds()).containsExactly(Kind.CONTRADICTION);
  }

  @Test
  void aValueMayNotBeDoubled() {
    stored("first", 0, 10);
    get(20, 30, "first", "first");
    assertThat(kinds()).containsExactly(Kind.DOUBLED);
  }

  @Test
  void acknowledgementsMayNotBeReordered() {
    stored("first", 0, 10);
    stored("second", 20, 30);
    get(40, 50, "second", "first");
    assertThat(report())
        .contains("REORDERED")
        .contains("shows \"second\" (put 0.0000 s to 0.0000 s) before \"first\"");
  }

  @Test
  void aGetMayNotShowALaterPutWithoutAnEarlierOne() {
    stored("first", 0, 10);
    stored("second", 20, 30);
    get(5, 50, "second");
    assertThat(kinds()).containsExactly(Kind.REORDERED);
  }

  @Test
  void concurrentGetsMayNotContradictEachOther() {
    stored("a", 0, 100);
    stored("b", 0, 100);
    get(10, 90, "a", "b");
    get(10, 90, "b");
    assertThat(kinds()).containsExactly(Kind.CONTRADICTION);
  }

  @Test
  void aValueMayNotComeFromNowhere() {
    stored("first", 0, 10);
    get(20, 30, "first", "nobody's");
    assertThat(kinds()).containsExactly(Kind.FROM_NOWHERE);
  }

  @Test
  void aValueMayNotComeFromAnotherKey() {
    puts.add(new Put("other", "first", Outcome.STORED, new Span(0, 10)));
    get(20, 30, "first");
    assertThat(report()).contains("FROM_NOWHERE").contains("put under the key \"other\"");
  }

  @Test
  void aValueMayNotBeShownBeforeItIsPut() {
    stored("first", 50, 60);
    get(20, 30, "first");
    assertThat(kinds()).containsExactly(Kind.FROM_NOWHERE);
  }

  @Test
  void halfAValueIsBroken() {
    stored("a value of some length", 0, 10);
    get(20, 30, "a value of s");
    assertThat(kinds()).containsExactly(Kind.BROKEN, Kind.LOST);
  }

  @Test
  void aValueWithOtherBytesInTheMiddleIsBroken() {
    unknown("a value of some length", 0);
    get(20, 30, "a value of \0\0\0\0 length");
    assertThat(kinds()).containsExactly(Kind.BROKEN);
  }

  @Test
  void aPutThatFailedForSureMayNotAppear() {
    put("refused", Outcome.NOT_STORED, 0, 10);
    get(5, 30, "refused");
    assertThat(kinds()).containsExactly(Kind.NOT_STORED_BUT_SHOWN);
  }

  @Test
  void valuesHaveToBeUnique() {
    DomainHistory history = new DomainHistory();
    history.put("k", "same");
    assertThatThrownBy(() -> history.put("other", "same"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("same");
  }

  @Test
  void aHistoryHasALimit() {
    DomainHistory history = new DomainHistory(2);
    history.put("k", "v");
    history.get("k");
    assertThat(history.size()).isEqualTo(2);
    assertThatThrownBy(() -> history.get("k")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRecordedHistoryIsKeptAsItWas() {
    DomainHistory history = new DomainHistory();
    history.put("k", "a").stored();
    PendingGet slow = history.get("k");
    history.put("k", "b").unknown();
    history.put("k", "c").notStored();
    history.get("k").returned(List.of("a", "b"));
    slow.returned(List.of("a"));
    history.get("k").returned(List.of("a", "x", "c"));
    assertThat(history.gets().stream().map(Get::values))
        .containsExactly(List.of("a", "b"), List.of("a"), List.of("a", "x", "c"));
    assertThat(DomainChecker.check(history).violations().stream().map(Violation::kind))
        .containsExactlyInAnyOrder(Kind.VANISHED, Kind.FROM_NOWHERE, Kind.NOT_STORED_BUT_SHOWN);
  }

  @Test
  void aGapInTheMiddleIsNamedOnce() {
    stored("a", 0, 1);
    stored("b", 2, 3);
    stored("c", 4, 5);
    get(10, 20, "a", "c");
    assertThat(kinds()).containsExactly(Kind.LOST);
  }

  @Test
  void someHundredThousandOperationsAreCheckedInSeconds() {
    int keys = 1_000;
    int putsOfKey = 100;
    long now = 0;
    for (int i = 0; i < putsOfKey; i++) {
      for (int k = 0; k < keys; k++) {
        String key = "key " + k;
        puts.add(new Put(key, k + "/" + i, Outcome.STORED, new Span(now, now + 1)));
        List<String> shown = new ArrayList<>();
        for (int j = 0; j <= i; j++) {
          shown.add(k + "/" + j);
        }
        gets.add(new Get(key, shown, new Span(now + 2, now + 3)));
      }
      now += 10;
    }
    long began = System.nanoTime();
    assertThat(DomainChecker.check(puts, gets).isClean()).isTrue();
    System.out.printf(
        "%,d operations that show 5 million values: checked in %d ms%n",
        puts.size() + gets.size(), (System.nanoTime() - began) / 1_000_000);
  }
}
