package dev.ringo.replica;

import java.util.Arrays;
import java.util.function.IntSupplier;

/**
 * The index of a sealed chunk's log: all user data is in a file's index, and in memory are only the
 * places of the few entries after the seal.
 */
final class SealedIndex implements LogIndex {

  private final IndexFile file;
  private volatile long[] places;
  private volatile int count;

  /**
   * @param places of the entries after those in the file
   */
  SealedIndex(IndexFile file, long[] places) {
    this.file = file;
    this.places = Arrays.copyOf(places, Math.max(4, places.length));
    this.count = places.length;
  }

  /** The places of the entries that are not in the file. */
  long[] placesAfter() {
    return Arrays.copyOf(places, count);
  }

  @Override
  public void add(long place) {
    int before = count;
    if (before == places.length) {
      places = Arrays.copyOf(places, 2 * before);
    }
    places[before] = place;
    count = before + 1;
  }

  @Override
  public void add(long place, boolean isKeyed, int hash, long second, boolean isNoted) {
    throw new IllegalStateException("user data after a seal");
  }

  @Override
  public int size() {
    return file.entries() + count;
  }

  @Override
  public long place(int slot) {
    return slot < file.entries() ? file.place(slot) : places[slot - file.entries()];
  }

  @Override
  public boolean isKeyed(int slot) {
    return false;
  }

  @Override
  public IntSupplier walk(int hash, int from, int upTo) {
    return file.walk(hash, from, upTo);
  }

  @Override
  public long newestSecond(int slot) {
    return file.newestSecond(Math.min(slot, file.entries() - 1));
  }

  @Override
  public int firstSince(long second) {
    int first = file.firstSince(second);
    return first < file.entries() ? first : size();
  }

  @Override
  public long nextNoted(long from, long otherwise) {
    return file.nextNoted(from, otherwise);
  }

  /** What is sealed is never cut off: {@code first} is not below what the file has. */
  @Override
  public SealedIndex first(int first) {
    return new SealedIndex(file, Arrays.copyOf(places, first - file.entries()));
  }
}
