package dev.ringo.replica;

import java.util.Arrays;
import java.util.function.IntSupplier;

/** The index of a log that grows, in memory: 20 to 25 bytes an entry. */
final class OpenIndex implements LogIndex {

  private final EntryIndex entries;
  private final Seconds seconds;

  /** The indexes of the entries that were put with an idempotency key, and how many there are. */
  private volatile long[] noted;

  private volatile int notedCount;

  OpenIndex() {
    this(new EntryIndex(), new Seconds(), new long[16], 0);
  }

  private OpenIndex(EntryIndex entries, Seconds seconds, long[] noted, int notedCount) {
    this.entries = entries;
    this.seconds = seconds;
    this.noted = noted;
    this.notedCount = notedCount;
  }

  @Override
  public void add(long place) {
    entries.add(place);
    seconds.add(0);
  }

  @Override
  public void add(long place, boolean isKeyed, int hash, long second, boolean isNoted) {
    if (isKeyed) {
      entries.add(place, hash);
    } else {
      entries.add(place);
    }
    seconds.add(second);
    if (isNoted) {
      int count = notedCount;
      if (count == noted.length) {
        noted = Arrays.copyOf(noted, 2 * count);
      }
      noted[count] = entries.size();
      notedCount = count + 1;
    }
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public long place(int slot) {
    return entries.place(slot);
  }

  @Override
  public boolean isKeyed(int slot) {
    return entries.isKeyed(slot);
  }

  int hash(int slot) {
    return entries.hash(slot);
  }

  @Override
  public IntSupplier walk(int hash, int from, int upTo) {
    return entries.walk(hash, from, upTo)::next;
  }

  @Override
  public long newestSecond(int slot) {
    return seconds.newest(slot);
  }

  @Override
  public int firstSince(long second) {
    return seconds.firstSince(second);
  }

  @Override
  public long nextNoted(long from, long otherwise) {
    int count = notedCount;
    long[] seen = noted;
    int found = Arrays.binarySearch(seen, 0, count, from);
    int next = found >= 0 ? found : -found - 1;
    return next < count ? Math.min(seen[next], otherwise) : otherwise;
  }

  /** The indexes up to one of the entries with an idempotency key. */
  long[] notedUpTo(long lastIndex) {
    int found = Arrays.binarySearch(noted, 0, notedCount, lastIndex + 1);
    return Arrays.copyOf(noted, found >= 0 ? found : -found - 1);
  }

  @Override
  public OpenIndex first(int count) {
    long[] kept = notedUpTo(count);
    return new OpenIndex(
        entries.first(count),
        seconds.first(count),
        Arrays.copyOf(kept, Math.max(16, kept.length)),
        kept.length);
  }
}
