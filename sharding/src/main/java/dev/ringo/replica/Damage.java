package dev.ringo.replica;

import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What is known to be damaged of a copy's log. Added to by whoever meets it, removed from by
 * whoever mends it; for many threads.
 */
final class Damage {

  /**
   * Entries that follow each other and of which some, or their notes, cannot be found any more, for
   * some heads are damaged; where they are in the file.
   *
   * @param last included
   * @param keysKnown is it known which keys they have?
   */
  record Gap(long first, long last, long place, int bytes, boolean keysKnown) {}

  /** What is over it is found again when the copy is read through. */
  private static final int MAX_ENTRIES = 10_000;

  private final NavigableSet<Long> entries = new ConcurrentSkipListSet<>();
  private final List<Gap> gaps = new CopyOnWriteArrayList<>();

  void found(long index) {
    if (entries.size() < MAX_ENTRIES) {
      entries.add(index);
    }
  }

  void found(Gap gap) {
    gaps.add(gap);
  }

  void mended(long index) {
    entries.remove(index);
  }

  boolean has(long index) {
    return entries.contains(index);
  }

  boolean isNone() {
    return entries.isEmpty() && gaps.isEmpty();
  }

  /** Are there entries of unknown keys? */
  boolean hasUnknownKeys() {
    return !gaps.isEmpty() && gaps.stream().anyMatch(gap -> !gap.keysKnown());
  }

  /** Indexes of entries, in rising order; changes as it is looked at. */
  Iterable<Long> entries() {
    return entries;
  }

  List<Gap> gaps() {
    return List.copyOf(gaps);
  }

  /** How many places there are. */
  int size() {
    return entries.size() + gaps.size();
  }

  /** What is damaged of the log up to an index. */
  Damage upTo(long last) {
    Damage shorter = new Damage();
    shorter.entries.addAll(entries.headSet(last, true));
    gaps.stream().filter(gap -> gap.first() <= last).forEach(shorter.gaps::add);
    return shorter;
  }
}
