package dev.ringo.journal;

import java.util.List;

/**
 * To be implemented by an Akka serializer for events that hold entries in Ringo's format. {@link
 * FileJournal} keeps those entries as they are, so that whoever reads Ringo's files can read them.
 */
public interface EntrySerializer {

  /**
   * An event in parts.
   *
   * @param entries whole frames, one after the other, without damage
   * @param rest what there is to the event besides them
   */
  record Parts(List<byte[]> entries, byte[] rest) {}

  /**
   * Entries as they are found in a file.
   *
   * @param place where the first one begins in the file {@code data}
   * @param bytes all of them, one after the other
   * @param damaged is something in them not as it was written?
   */
  record StoredEntries(long place, byte[] bytes, boolean damaged) {}

  /** Who wants to know where its entries are, from {@code place} on in the file {@code data}. */
  interface Placed {

    /** Called before the write is acknowledged, by another thread than the writer's. */
    void placedAt(long place);
  }

  /** Takes an event apart. */
  Parts split(Object event);

  /**
   * Puts an event together.
   *
   * @param manifest what this serializer said of it, if it gives manifests
   */
  Object join(StoredEntries entries, byte[] rest, String manifest);
}
