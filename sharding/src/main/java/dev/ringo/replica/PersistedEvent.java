package dev.ringo.replica;

import dev.ringo.journal.EntrySerializer;
import dev.ringo.replication.ReplicaLog.Event;

/** An event of a replica's log, and where a journal on disk has its entries. */
public final class PersistedEvent implements EntrySerializer.Placed {

  private final Event event;
  private volatile long place;
  private boolean damaged;

  public PersistedEvent(Event event) {
    this.event = event;
  }

  public Event event() {
    return event;
  }

  /** Where the first entry is; without meaning in a journal in memory. */
  long place() {
    return place;
  }

  /** Says, before anybody else knows of the event, that some of its entries are damaged. */
  public void foundDamaged() {
    damaged = true;
  }

  boolean isDamaged() {
    return damaged;
  }

  @Override
  public void placedAt(long first) {
    place = first;
  }
}
