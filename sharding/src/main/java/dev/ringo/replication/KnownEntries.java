package dev.ringo.replication;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.IdempotencyKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.agrona.collections.Long2LongHashMap;

/**
 * Which of the newest entries of a log an owner knows, so that a put that is sent again is stored
 * once. It holds the ids of a bounded number of entries. What falls out raises a horizon: whether
 * an entry with an id at or below it is known cannot be told any more, so such a put has to be
 * refused, not guessed at. Idempotency keys are kept for a time, and no new ones are taken while
 * there is no room.
 *
 * <p>Pure; one thread at a time.
 */
public final class KnownEntries {

  /** {@link #indexOf}: no such entry. */
  public static final long NEW = 0;

  /** {@link #indexOf}: the id is too old to tell. */
  public static final long FORGOTTEN = -1;

  /** {@link #indexOf}: another entry has this id. */
  public static final long TAKEN = -2;

  /**
   * How much is kept, and how long.
   *
   * @param entries ids to keep, the newest
   * @param keys idempotency keys to keep at most
   * @param keySeconds how long an idempotency key is kept
   */
  public record Limits(int entries, int keys, long keySeconds) {}

  /** An entry that was put with an idempotency key. */
  public record Known(EntryId id, long index) {}

  private record Kept(IdempotencyKey key, long seconds) {}

  private static final long INDEX = 0xffff_ffffL;

  private final Limits limits;

  /** By id: the hash of the contents in the upper half, the index in the lower one. */
  private final Long2LongHashMap entries = new Long2LongHashMap(NEW);

  private final LongQueue order = new LongQueue();
  private long horizonSeconds;
  private final Map<IdempotencyKey, Known> byKey = new HashMap<>();
  private final Deque<Kept> keyOrder = new ArrayDeque<>();

  /**
   * Knows no entries yet.
   *
   * @param horizonSeconds the newest second in the ids of the entries before those that are going
   *     to be added
   */
  public KnownEntries(Limits limits, long horizonSeconds) {
    this.limits = limits;
    this.horizonSeconds = horizonSeconds;
  }

  /**
   * The index of the entry with an id, or {@link #NEW}, {@link #FORGOTTEN} or {@link #TAKEN}: of so
   * many writers in a second some choose the same.
   *
   * @param contentHash of the entry that is asked for
   */
  public long indexOf(EntryId id, int contentHash) {
    long known = entries.get(id.value());
    if (known == NEW) {
      return id.seconds() <= horizonSeconds ? FORGOTTEN : NEW;
    }
    return (int) (known >>> Integer.SIZE) == contentHash ? known & INDEX : TAKEN;
  }

  /**
   * A writer that is told {@link #FORGOTTEN} for an entry that it sends for the first time takes an
   * id above this second.
   */
  public long horizonSeconds() {
    return horizonSeconds;
  }

  /** Adds an entry; indexes rise, from 1 to 2^31. */
  public void add(EntryId id, int contentHash, long index) {
    entries.put(id.value(), (long) contentHash << Integer.SIZE | index);
    order.add(id.value());
    if (order.size() > limits.entries()) {
      EntryId oldest = new EntryId(order.remove());
      entries.remove(oldest.value());
      horizonSeconds = Math.max(horizonSeconds, oldest.seconds());
    }
  }

  /** The entry that was put with a key in the last {@code keySeconds}. */
  public Optional<Known> withKey(IdempotencyKey key, long nowSeconds) {
    expire(nowSeconds);
    return Optional.ofNullable(byKey.get(key));
  }

  public boolean hasRoomForKey(long nowSeconds) {
    expire(nowSeconds);
    return byKey.size() < limits.keys();
  }

  /**
   * Adds the key of an entry that was or will be added.
   *
   * @param nowSeconds from when on the key is kept; later than that if an earlier one is
   */
  public void addKey(IdempotencyKey key, EntryId id, long index, long nowSeconds) {
    if (byKey.putIfAbsent(key, new Known(id, index)) == null) {
      long since = keyOrder.isEmpty() ? nowSeconds : keyOrder.getLast().seconds();
      keyOrder.addLast(new Kept(key, Math.max(since, nowSeconds)));
    }
  }

  private void expire(long nowSeconds) {
    while (!keyOrder.isEmpty()
        && keyOrder.getFirst().seconds() + limits.keySeconds() < nowSeconds) {
      byKey.remove(keyOrder.removeFirst().key());
    }
  }

  /** A queue of longs without a box for each. */
  private static final class LongQueue {
    private long[] ring = new long[16];
    private int head;
    private int size;

    int size() {
      return size;
    }

    void add(long value) {
      if (size == ring.length) {
        long[] larger = new long[2 * size];
        for (int i = 0; i < size; i++) {
          larger[i] = ring[(head + i) % size];
        }
        ring = larger;
        head = 0;
      }
      ring[(head + size++) % ring.length] = value;
    }

    long remove() {
      long value = ring[head];
      head = (head + 1) % ring.length;
      size--;
      return value;
    }
  }
}
