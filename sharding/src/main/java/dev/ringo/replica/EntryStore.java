package dev.ringo.replica;

import dev.ringo.entry.EntryScan;
import dev.ringo.replication.Batch;

/**
 * Where the bytes of a log's entries are. Only appended to, by one thread; read by any, as far as
 * the reader was told that there are entries.
 */
interface EntryStore {

  /**
   * Takes the entries of a batch, which lie one after the other.
   *
   * @param written where a journal on disk has the first one
   * @return the place of the first one
   */
  long add(Batch batch, long written);

  /** Finds entries. One thread. */
  interface Reader {

    /**
     * A scan whose next entry is the one at a place.
     *
     * @throws dev.ringo.entry.DamagedEntryException if no whole entry with an intact head is there
     */
    EntryScan at(long place);
  }

  /**
   * A reader.
   *
   * @param ahead about how many bytes it is going to be asked for, one entry after the other
   */
  Reader reader(int ahead);

  /** Nobody reads any more. */
  void close();
}
