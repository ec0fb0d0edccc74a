package dev.ringo.replica;

import java.util.function.IntSupplier;

/**
 * Where the entries of a log are, by slot (index less 1) and by key hash. One writer; any number of
 * readers, who see every entry whose index they were told.
 */
interface LogIndex {

  /** No such slot. */
  int NONE = -1;

  /** Adds an entry that is not user data. */
  void add(long place);

  /**
   * Adds an entry that is user data.
   *
   * @param isKeyed does its key's hash lead to it?
   * @param second of its id
   * @param isNoted was it put with an idempotency key?
   */
  void add(long place, boolean isKeyed, int hash, long second, boolean isNoted);

  /** How many slots are in use; the writer's own to ask. */
  int size();

  /** The place that was given for the entry in a slot. */
  long place(int slot);

  /** Does a key lead to the entry in a slot? The writer's own to ask. */
  boolean isKeyed(int slot);

  /**
   * The slots with a hash between two, both included, in rising order, one at each call, then
   * {@link #NONE}.
   */
  IntSupplier walk(int hash, int from, int upTo);

  /** The newest second in the ids of the entries up to a slot, or a little after it. */
  long newestSecond(int slot);

  /** A slot before which no entry has an id of this second or a later one. */
  int firstSince(long second);

  /** The first index from one on whose entry has an idempotency key, {@code otherwise} at most. */
  long nextNoted(long from, long otherwise);

  /** An index of the first entries of this one. */
  LogIndex first(int count);
}
