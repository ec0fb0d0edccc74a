package dev.ringo.testkit.simulation;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.EntryScan;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkEnd;
import dev.ringo.replication.Copies;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.LogPosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the checker knows of a chunk, seen from above: who wrote what, what is committed, what was
 * acknowledged.
 */
final class Ledger {

  private record Content(Batch.Kind kind, EntryId id, int hash) {}

  private final Map<LogPosition, Content> written = new HashMap<>();
  private final Map<LogPosition, Copies> lists = new HashMap<>();
  private final Map<Epoch, Owner> serving = new HashMap<>();
  private EpochRuns committed = EpochRuns.EMPTY;
  private Copies copies;

  /** The committed entries that end the chunk. */
  private ChunkEnd end = ChunkEnd.NONE;

  /** The committed user entries in the order of the log, and where each is. */
  private final List<EntryId> entries = new ArrayList<>();

  private final Map<EntryId, Long> indexes = new HashMap<>();
  private final Set<EntryId> acknowledged = new HashSet<>();
  private long lastAcknowledged;

  /** An owner adds a batch to its log; {@code inForce} from then on. */
  void written(Batch batch, Copies inForce) {
    long index = batch.first();
    if (batch.kind() == Batch.Kind.BARRIER || batch.kind() == Batch.Kind.COPIES) {
      lists.put(new LogPosition(batch.epoch(), index), inForce);
    }
    for (EntryScan scan = new EntryScan(batch.bytes(), 0); scan.next(); index++) {
      Content content = content(batch, scan);
      Content before = written.putIfAbsent(new LogPosition(batch.epoch(), index), content);
      Violation.unless(before == null, "an epoch writes an index once", index, batch.epoch());
    }
  }

  private static Content content(Batch batch, EntryScan scan) {
    int hash = Arrays.hashCode(Arrays.copyOfRange(batch.bytes(), scan.start(), scan.end()));
    return new Content(batch.kind(), scan.frame().id(), hash);
  }

  /** A copy has persisted these. */
  void stored(List<Batch> batches) {
    for (Batch batch : batches) {
      long index = batch.first();
      for (EntryScan scan = new EntryScan(batch.bytes(), 0); scan.next(); index++) {
        Content content = written.get(new LogPosition(batch.epoch(), index));
        Violation.unless(
            content != null && content.hash() == content(batch, scan).hash(),
            "a copy stores what an owner wrote",
            batch);
      }
      Violation.unless(index == batch.last() + 1, "a batch holds as many entries as it says");
    }
  }

  void serving(Owner owner, EpochRuns log) {
    Owner before = serving.putIfAbsent(owner.epoch(), owner);
    Violation.unless(
        before == null || before.equals(owner), "one owner serves in an epoch", owner.epoch());
    checkHolds(
        log, committedBefore(owner.epoch()), "an owner serves with all that was committed before");
  }

  /**
   * Up to where the entries are of lower epochs. An owner may hear late that it serves, when a
   * later one does too.
   */
  private long committedBefore(Epoch epoch) {
    return committed.runs().stream()
        .filter(run -> run.epoch().compareTo(epoch) >= 0)
        .findFirst()
        .map(run -> run.first() - 1)
        .orElse(committed.last());
  }

  void committed(EpochRuns log, long upTo) {
    checkHolds(log, Math.min(upTo, committed.last()), "what is committed never changes");
    for (long index = committed.last() + 1; index <= upTo; index++) {
      Content content = written.get(log.positionAt(index));
      copies = lists.getOrDefault(log.positionAt(index), copies);
      committed = committed.plus(log.epochAt(index), 1);
      if (content.kind() == Batch.Kind.SEAL) {
        Violation.unless(!end.isSealed(), "a chunk is sealed once", end, index);
        end = new ChunkEnd(index, 0);
      } else if (content.kind() == Batch.Kind.NEXT) {
        Violation.unless(
            end.isSealed() && end.next() == 0, "the next chunk is made once, after the seal", end);
        end = new ChunkEnd(end.seal(), index);
      } else if (content.kind() == Batch.Kind.DATA) {
        Violation.unless(!end.isSealed(), "a sealed chunk takes no more data", end, index);
        entries.add(content.id());
        Long before = indexes.put(content.id(), index);
        Violation.unless(before == null, "an entry is stored once", content.id());
      }
    }
  }

  private void checkHolds(EpochRuns log, long upTo, String promise) {
    Violation.unless(
        log.commonWith(committed) >= upTo,
        promise,
        log.lastPosition(),
        log.commonWith(committed),
        committed.lastPosition());
  }

  void checkCommitted(StoredCopy copy) {
    Violation.unless(
        copy.log().committed() <= committed.last()
            && copy.log().log().commonWith(committed) >= copy.log().committed(),
        "a copy never takes for committed what is not",
        copy);
  }

  /** A copy takes its end for committed: from now on it answers reads alone. */
  void closed(StoredCopy copy, ChunkEnd at) {
    Violation.unless(end.equals(at), "a copy closes at the committed end", copy, end, at);
  }

  void acknowledged(EntryId id, long index) {
    Violation.unless(
        indexes.getOrDefault(id, 0L) == index,
        "an acknowledged entry is committed where the owner says",
        id,
        index);
    acknowledged.add(id);
    lastAcknowledged = Math.max(lastAcknowledged, index);
  }

  /** A confirmed read that began when the last acknowledged index was {@code begun} ends. */
  void read(long begun, long upTo, List<EntryId> found) {
    Violation.unless(upTo >= begun, "a read finds what was acknowledged before", begun, upTo);
    int count = found.size();
    Violation.unless(
        count <= entries.size()
            && found.equals(entries.subList(0, count))
            && (count == entries.size() || indexes.get(entries.get(count)) > upTo),
        "a read finds the committed entries in their order",
        upTo,
        found);
  }

  /** Does a log hold all that is committed? */
  boolean isIn(EpochRuns log) {
    return log.commonWith(committed) == committed.last();
  }

  /** The lists of copies that were proposed and may still come into force. */
  List<Copies> proposed() {
    return lists.entrySet().stream()
        .filter(list -> list.getKey().index() > committed.last())
        .map(Map.Entry::getValue)
        .distinct()
        .toList();
  }

  /** The newest committed list of copies; null while there is none. */
  Copies copies() {
    return copies;
  }

  long committed() {
    return committed.last();
  }

  long lastAcknowledged() {
    return lastAcknowledged;
  }

  Set<EntryId> acknowledged() {
    return acknowledged;
  }
}
