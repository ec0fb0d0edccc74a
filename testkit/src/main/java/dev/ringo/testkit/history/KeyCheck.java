package dev.ringo.testkit.history;

import dev.ringo.testkit.history.DomainHistory.Get;
import dev.ringo.testkit.history.DomainHistory.Outcome;
import dev.ringo.testkit.history.DomainHistory.Put;
import dev.ringo.testkit.history.Violation.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks the gets of one key, in the order in which they began. */
final class KeyCheck {

  /** A value that was put or shown, and the put that has it, if there is one. */
  private static final class Item {

    private final String value;
    private final Put put;
    private Get shownFirst;

    /** Number of the answer in which it was seen last. */
    private int seenIn = -1;

    Item(String value, Put put) {
      this.value = value;
      this.put = put;
    }

    /** From when on every get has to show it. */
    private long due() {
      if (put == null || put.outcome() == Outcome.NOT_STORED) {
        return Span.NEVER;
      }
      long shown = shownFirst == null ? Span.NEVER : shownFirst.span().returned();
      return put.outcome() == Outcome.STORED ? Math.min(shown, put.span().returned()) : shown;
    }
  }

  private record Answer(Get get, int number, List<Item> items) {

    boolean shows(Item item) {
      return item.seenIn == number;
    }
  }

  private static final int LOOKS_ALIKE = 12;

  private final Map<String, Put> byValue;
  private final List<Put> puts;
  private final Findings findings;
  private final Map<String, Item> items = new HashMap<>();
  private final List<Answer> answers = new ArrayList<>();

  /**
   * Prepares the check.
   *
   * @param byValue the puts of all keys
   * @param puts of this key
   */
  KeyCheck(Map<String, Put> byValue, List<Put> puts, List<Get> gets, Findings findings) {
    this.byValue = byValue;
    this.puts = puts;
    this.findings = findings;
    puts.forEach(put -> items.put(put.value(), new Item(put.value(), put)));
    gets.stream()
        .sorted(Comparator.comparingLong(get -> get.span().invoked()))
        .forEach(get -> answers.add(new Answer(get, answers.size(), itemsOf(get))));
  }

  private List<Item> itemsOf(Get get) {
    List<Item> shown = new ArrayList<>(get.values().size());
    for (String value : get.values()) {
      Item item = items.computeIfAbsent(value, first -> new Item(value, byValue.get(value)));
      if (item.shownFirst == null || get.span().returned() < item.shownFirst.span().returned()) {
        item.shownFirst = get;
      }
      shown.add(item);
    }
    return shown;
  }

  void run() {
    List<Item> due =
        items.values().stream()
            .filter(item -> item.due() != Span.NEVER)
            .sorted(Comparator.comparingLong(Item::due))
            .toList();
    Get longest = null;
    List<Get> wellFormed = new ArrayList<>();
    for (Answer answer : answers) {
      boolean fine = eachValueIsAsPut(answer);
      fine &= nothingIsMissing(answer, due);
      fine &= ordersAreKept(answer);
      if (fine) {
        wellFormed.add(answer.get);
        longest = longest == null || isLonger(answer.get, longest) ? answer.get : longest;
      }
    }
    for (Get get : wellFormed) {
      agrees(get, longest);
    }
  }

  private static boolean isLonger(Get get, Get than) {
    return get.values().size() > than.values().size();
  }

  private boolean eachValueIsAsPut(Answer answer) {
    boolean fine = true;
    for (Item item : answer.items) {
      if (answer.shows(item)) {
        String twice = "shows " + Words.quoted(item.value) + " more than once";
        fine = found(Kind.DOUBLED, answer.get, item.value, twice);
      }
      item.seenIn = answer.number;
      fine &= isAsPut(answer.get, item);
    }
    return fine;
  }

  private boolean isAsPut(Get get, Item item) {
    Put put = item.put;
    if (put == null) {
      return isOfNoPut(get, item.value);
    }
    if (!put.key().equals(get.key())) {
      String elsewhere = ", which was put under the key " + Words.quoted(put.key());
      return found(Kind.FROM_NOWHERE, get, item.value, "shows " + named(put) + elsewhere);
    }
    if (get.span().isBefore(put.span())) {
      String early = " before it was put";
      return found(Kind.FROM_NOWHERE, get, item.value, "shows " + named(put) + early);
    }
    if (put.outcome() == Outcome.NOT_STORED) {
      String told = ", of which its writer was told that it is not stored";
      return found(Kind.NOT_STORED_BUT_SHOWN, get, item.value, "shows " + named(put) + told);
    }
    return true;
  }

  private boolean isOfNoPut(Get get, String value) {
    for (Put put : puts) {
      if (looksLike(value, put.value())) {
        String what =
            "shows " + Words.quoted(value) + ", which is not all of " + Words.quoted(put.value());
        return found(Kind.BROKEN, get, value, what + " (put " + put.span() + ")");
      }
    }
    return found(
        Kind.FROM_NOWHERE, get, value, "shows " + Words.quoted(value) + ", which nobody put");
  }

  /** One has the other's beginning or end. */
  private static boolean looksLike(String shown, String put) {
    int letters = Math.min(LOOKS_ALIKE, Math.min(shown.length(), (put.length() + 1) / 2));
    return letters == 0
        || shown.startsWith(put.substring(0, letters))
        || shown.endsWith(put.substring(put.length() - letters));
  }

  /** What was due before it began, or before something that it shows was put, is in the answer. */
  private boolean nothingIsMissing(Answer answer, List<Item> due) {
    Get get = answer.get;
    Put newest = newest(answer);
    long began = get.span().invoked();
    long dueBefore = newest == null ? began : Math.max(began, newest.span().invoked());
    boolean fine = true;
    for (Item item : due) {
      if (item.due() >= dueBefore) {
        break;
      }
      if (answer.shows(item)) {
        continue;
      }
      String misses = "misses " + named(item.put);
      if (item.put.span().isBefore(get.span())) {
        String why = ", acknowledged before it began";
        fine = found(Kind.LOST, get, item.value, misses + why);
      } else if (item.due() < began) {
        String why = ", which an earlier get (" + item.shownFirst.span() + ") had shown";
        fine = found(Kind.VANISHED, get, item.value, misses + why);
      } else {
        String why = " but shows the later " + named(newest);
        fine = found(Kind.REORDERED, get, item.value, misses + why);
      }
    }
    return fine;
  }

  /** Of the puts that it shows, the one that began last. */
  private static Put newest(Answer answer) {
    Put newest = null;
    for (Item item : answer.items) {
      if (item.put != null
          && (newest == null || item.put.span().invoked() > newest.span().invoked())) {
        newest = item.put;
      }
    }
    return newest;
  }

  /** Of each value and those behind it: did none of those end before it began? */
  private boolean ordersAreKept(Answer answer) {
    boolean fine = true;
    Put firstEnded = null;
    for (int i = answer.items.size() - 1; i >= 0; i--) {
      Put put = answer.items.get(i).put;
      if (put == null) {
        continue;
      }
      if (firstEnded != null && firstEnded.span().isBefore(put.span())) {
        String pair = put.value() + '\n' + firstEnded.value();
        String what = "shows " + named(put) + " before " + named(firstEnded);
        fine = found(Kind.REORDERED, answer.get, pair, what + ", acknowledged earlier");
      }
      if (put.outcome() == Outcome.STORED
          && (firstEnded == null || put.span().returned() < firstEnded.span().returned())) {
        firstEnded = put;
      }
    }
    return fine;
  }

  private static String named(Put put) {
    return Words.quoted(put.value()) + " (put " + put.span() + ")";
  }

  private void agrees(Get get, Get longest) {
    for (int i = 0; i < get.values().size(); i++) {
      String value = get.values().get(i);
      String other = longest.values().get(i);
      if (!value.equals(other)) {
        String at = " at place " + (i + 1);
        String what =
            "shows " + Words.quoted(value) + at + ", where another get (" + longest.span() + ")";
        found(Kind.CONTRADICTION, get, value, what + " shows " + Words.quoted(other));
        return;
      }
    }
  }

  /** Always false: not fine. */
  private boolean found(Kind kind, Get get, String value, String what) {
    findings.add(kind, get, value, what);
    return false;
  }
}
