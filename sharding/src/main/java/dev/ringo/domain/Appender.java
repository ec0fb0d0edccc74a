package dev.ringo.domain;

import dev.ringo.domain.DomainEntity.PutBatch;
import dev.ringo.domain.DomainEntity.PutReply;
import dev.ringo.domain.DomainEntity.PutStatus;
import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.Frame;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.replication.KnownEntries;
import dev.ringo.replication.Ownership;
import dev.ringo.ring.NodeName;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Takes batches of puts: tells entries that are known from new ones, and appends the new ones if
 * there is room.
 */
final class Appender {

  private final Ownership ownership;
  private final KnownEntriesLoader known;
  private final PendingPuts pending;
  private final DomainSettings settings;
  private final SharedBytes uncommitted;
  private final NodeName self;
  private final Sealing sealing;

  Appender(
      Ownership ownership,
      boolean isFirst,
      Sealing sealing,
      KnownEntriesLoader known,
      PendingPuts pending,
      DomainSettings settings,
      SharedBytes uncommitted,
      NodeName self) {
    this.earlier = isFirst ? Optional.of(Map.of()) : Optional.empty();
    this.ownership = ownership;
    this.sealing = sealing;
    this.known = known;
    this.pending = pending;
    this.settings = settings;
    this.uncommitted = uncommitted;
    this.self = self;
  }

  private Optional<Map<IdempotencyKey, EntryId>> earlier;

  /** An entry of a batch, and what is to become of it. */
  private static final class Item {
    final int start;
    final int end;
    final EntryId id;
    final int contentHash;
    final Optional<IdempotencyKey> key;
    PutStatus status = PutStatus.STORED;
    EntryId storedAs;

    /** Where the entry is, or will be, in the log; 0 if it is neither. */
    long index;

    /** Is it in an earlier chunk of the domain? */
    boolean isEarlier;

    /** Does it have to be appended? */
    boolean isNew;

    Item(EntryScan scan) {
      start = scan.start();
      end = scan.end();
      id = scan.frame().id();
      contentHash = scan.frame().contentHash();
      key = scan.idempotencyKey();
      storedAs = id;
    }
  }

  void put(PutBatch put) {
    List<Item> items = new ArrayList<>();
    try {
      for (EntryScan scan = new EntryScan(put.entries(), 0); scan.next(); ) {
        items.add(new Item(scan));
      }
    } catch (DamagedEntryException e) {
      put.replyTo().tell(PutReply.of(put, self, PutStatus.DAMAGED));
      return;
    }
    long now = Instant.now().getEpochSecond();
    long next = ownership.log().last() + 1;
    PutStatus room = room(put.entries().length);
    long reached = 0;
    for (Item item : items) {
      judge(item, room, now);
      if (item.status == PutStatus.STORED && item.index == 0 && !item.isEarlier) {
        item.isNew = true;
        item.index = next++;
        remember(item, now);
      }
      reached = Math.max(reached, item.index);
    }
    append(put, items);
    answer(put, items, reached);
  }

  /**
   * Appends those of a returned copy's entries that are not known.
   *
   * @param alreadyStored tells of entries too old to be known whether the log has them
   * @return the last index that they are at, or empty if there is no room now
   */
  OptionalLong handIn(byte[] entries, Predicate<Frame> alreadyStored) {
    if (room(entries.length) != PutStatus.STORED) {
      return OptionalLong.empty();
    }
    long now = Instant.now().getEpochSecond();
    long next = ownership.log().last() + 1;
    ByteArrayOutputStream fresh = new ByteArrayOutputStream();
    int count = 0;
    long reached = 0;
    for (EntryScan scan = new EntryScan(entries, 0); scan.next(); ) {
      Item item = new Item(scan);
      judge(item, PutStatus.STORED, now);
      boolean isNew =
          item.index == 0
              && (item.status != PutStatus.FORGOTTEN || !alreadyStored.test(scan.frame()));
      if (isNew) {
        item.index = next + count++;
        fresh.write(entries, item.start, item.end - item.start);
        remember(item, now);
      }
      reached = Math.max(reached, item.index);
    }
    if (count > 0) {
      append(fresh.toByteArray(), count);
    }
    return OptionalLong.of(reached);
  }

  /** Those of a returned copy's entries that a sealed chunk lacks. */
  byte[] missing(byte[] entries, Predicate<Frame> alreadyStored) {
    long now = Instant.now().getEpochSecond();
    ByteArrayOutputStream missing = new ByteArrayOutputStream();
    for (EntryScan scan = new EntryScan(entries, 0); scan.next(); ) {
      Item item = new Item(scan);
      judge(item, PutStatus.SEALED, now);
      boolean isMissing =
          item.status == PutStatus.SEALED
              || item.status == PutStatus.ID_TAKEN
              || (item.status == PutStatus.FORGOTTEN && !alreadyStored.test(scan.frame()));
      if (isMissing) {
        missing.write(entries, item.start, item.end - item.start);
      }
    }
    return missing.toByteArray();
  }

  private PutStatus room(int bytes) {
    boolean tooMuch =
        ownership.uncommittedBytes() > 0
            && ownership.uncommittedBytes() + bytes > settings.maxUncommittedBytes();
    boolean tooMuchOfAll = !uncommitted.hasRoomFor(bytes);
    if (ownership.isSealed()) {
      return PutStatus.SEALED;
    }
    if (!ownership.hasRoom()) {
      return PutStatus.FULL;
    }
    return tooMuch || tooMuchOfAll || pending.size() >= settings.maxPending()
        ? PutStatus.BUSY
        : PutStatus.STORED;
  }

  private void judge(Item item, PutStatus room, long now) {
    KnownEntries entries = known.get();
    Optional<KnownEntries.Known> same = item.key.flatMap(key -> entries.withKey(key, now));
    long index = entries.indexOf(item.id, item.contentHash);
    if (index > 0) {
      item.index = index;
    } else if (same.isPresent()) {
      item.index = same.get().index();
      item.storedAs = same.get().id();
    } else if (item.key.filter(key -> isEarlier(key, now)).isPresent()) {
      item.isEarlier = true;
      item.storedAs = earlier.orElseThrow().get(item.key.get());
    } else if (index == KnownEntries.TAKEN) {
      item.status = PutStatus.ID_TAKEN;
    } else if (index == KnownEntries.FORGOTTEN) {
      item.status = PutStatus.FORGOTTEN;
    } else if (room == PutStatus.SEALED) {
      item.status = room;
    } else if (item.key.isPresent() && earlier.isEmpty()) {
      // Whether an earlier chunk has it is not known yet.
      item.status = PutStatus.UNAVAILABLE;
    } else if (item.key.isPresent() && !entries.hasRoomForKey(now)) {
      item.status = PutStatus.TOO_MANY_IDEMPOTENCY_KEYS;
    } else {
      item.status = room;
    }
  }

  private boolean isEarlier(IdempotencyKey key, long now) {
    EntryId id = earlier.map(keys -> keys.get(key)).orElse(null);
    return id != null && id.seconds() + KnownEntriesLoader.keptSeconds(settings.known()) >= now;
  }

  /** The keys of the domain's earlier chunks; without them no entry with a key is taken. */
  void earlierKeys(Map<IdempotencyKey, EntryId> keys) {
    earlier = Optional.of(keys);
  }

  private void remember(Item item, long now) {
    known.get().add(item.id, item.contentHash, item.index);
    item.key.ifPresent(key -> known.get().addKey(key, item.id, item.index, now));
  }

  private void append(PutBatch put, List<Item> items) {
    List<Item> fresh = items.stream().filter(item -> item.isNew).toList();
    if (fresh.size() == items.size()) {
      append(put.entries(), fresh.size());
    } else if (!fresh.isEmpty()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      fresh.forEach(item -> bytes.write(put.entries(), item.start, item.end - item.start));
      append(bytes.toByteArray(), fresh.size());
    }
  }

  private void append(byte[] entries, int count) {
    ownership.append(entries, count);
    sealing.appended(entries.length + externalBytes(entries));
  }

  /** What the values take that are in files of their own. */
  private static long externalBytes(byte[] entries) {
    long bytes = 0;
    for (EntryScan scan = new EntryScan(entries, 0); scan.next(); ) {
      bytes += scan.storedBytes() - scan.frame().length();
    }
    return bytes;
  }

  private void answer(PutBatch put, List<Item> items, long reached) {
    PutStatus[] statuses = items.stream().map(item -> item.status).toArray(PutStatus[]::new);
    long[] ids = items.stream().mapToLong(item -> item.storedAs.value()).toArray();
    PutReply reply =
        new PutReply(
            put.request(), self, statuses, ids, known.get().horizonSeconds(), sealing.chunks());
    if (Arrays.stream(statuses).noneMatch(PutStatus.STORED::equals)) {
      put.replyTo().tell(reply);
    } else {
      pending.add(reached, put, reply);
      pending.committed(ownership.committed(), ownership.byAll());
    }
  }
}
