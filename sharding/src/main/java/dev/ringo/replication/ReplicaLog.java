package dev.ringo.replication;

import dev.ringo.replication.Protocol.Accepted;
import dev.ringo.replication.Protocol.Append;
import dev.ringo.replication.Protocol.AppendRefused;
import dev.ringo.replication.Protocol.AppendReply;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.Protocol.ClaimRefused;
import dev.ringo.replication.Protocol.ClaimReply;
import dev.ringo.replication.Protocol.Granted;
import dev.ringo.replication.Protocol.Mismatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What one replica has promised and holds of a chunk's log. Pure: it says which event answers a
 * request, is told when that event is persisted, and only then gives the reply.
 *
 * <pre>
 *   request ──> claimed / appended ──> event to persist, or none ──> apply ──> reply
 * </pre>
 *
 * One thread at a time. Open to be extended only so that a test can break a rule and see the
 * simulation find it.
 */
public class ReplicaLog {

  /** A fact to persist before the reply that rests on it. */
  public sealed interface Event permits Claimed, Appended, Closed {}

  /**
   * An epoch was granted; a replica without a log took its own name, and the chunk's first list of
   * copies, with it.
   */
  public record Claimed(ReplicaId copy, Epoch epoch, ChunkInfo info, CopiesAt copies)
      implements Event {}

  /** The log was cut after {@code keep}, then got these batches. */
  public record Appended(long keep, List<Batch> batches) implements Event {

    public Appended {
      batches = List.copyOf(batches);
    }
  }

  /**
   * The chunk has ended: it is sealed, the next one is there, and both entries that say so are
   * committed. All data are before the seal, so that the copy may answer for them without an owner.
   */
  public record Closed(ChunkEnd end) implements Event {}

  /**
   * All of a replica's state, to go on from without its events.
   *
   * @param copies lists of copies in force and before, the newest first
   */
  public record Snapshot(
      ReplicaId self,
      ChunkInfo info,
      Epoch promised,
      EpochRuns log,
      long committed,
      ChunkEnd end,
      boolean closed,
      List<CopiesAt> copies) {}

  private ReplicaId self;
  private ChunkInfo info;
  private Epoch promised = Epoch.NONE;
  private EpochRuns log = EpochRuns.EMPTY;
  private long committed;
  private long ownersCommitted;
  private ChunkEnd end = ChunkEnd.NONE;
  private boolean closed;

  /**
   * Lists of copies in force and before, the newest first: a cut brings an older one back. The last
   * one came with the first claim and is never cut; to a learner it is the newest until its log
   * comes there.
   */
  private final Deque<CopiesAt> copies = new ArrayDeque<>();

  /** The state as it is; the replica exists. */
  public Snapshot snapshot() {
    return new Snapshot(self, info, promised, log, committed, end, closed, List.copyOf(copies));
  }

  /** Takes over the state of a replica, as the first event. */
  public void apply(Snapshot snapshot) {
    self = snapshot.self();
    info = snapshot.info();
    promised = snapshot.promised();
    log = snapshot.log();
    committed = snapshot.committed();
    end = snapshot.end();
    closed = snapshot.closed();
    copies.addAll(snapshot.copies());
  }

  /** Does this replica belong to a chunk yet? */
  public boolean exists() {
    return info != null;
  }

  /** Which replica this is; null if it does not exist yet. */
  public ReplicaId self() {
    return self;
  }

  public ChunkInfo info() {
    return info;
  }

  public Epoch promised() {
    return promised;
  }

  public EpochRuns log() {
    return log;
  }

  public CopiesAt copies() {
    CopiesAt last = copies.getLast();
    return copies.getFirst().compareTo(last) > 0 ? copies.getFirst() : last;
  }

  /**
   * The index up to which this replica knows its log to be committed. Not persisted: after a
   * restart it is told again.
   */
  public long committed() {
    return committed;
  }

  /** The index up to which the owner's log is committed, as it said last. Not persisted. */
  public long ownersCommitted() {
    return ownersCommitted;
  }

  /** How the log ends the chunk; what is not committed may be cut off again. */
  public ChunkEnd end() {
    return end;
  }

  /** Is the end known to be committed? */
  public boolean isClosed() {
    return closed;
  }

  /** The event that closes this copy, if it may be closed and is not. */
  public Optional<Event> closing() {
    return !closed && end.isClosedBy(committed) ? Optional.of(new Closed(end)) : Optional.empty();
  }

  /** The event that grants a claim; none if it is refused, or granted already. */
  public Optional<Event> claimed(Claim claim) {
    return claim.epoch().compareTo(promised) > 0
        ? Optional.of(new Claimed(claim.copy(), claim.epoch(), claim.info(), claim.copies()))
        : Optional.empty();
  }

  /** The answer to a claim, once its event is persisted. */
  public ClaimReply reply(Claim claim) {
    return exists() && claim.epoch().equals(promised)
        ? new Granted(promised, log, copies(), committed, end)
        : new ClaimRefused(claim.epoch(), promised);
  }

  /**
   * The event that takes an append's new entries; none if it is refused, does not fit or holds
   * nothing new.
   */
  public Optional<Event> appended(Append append) {
    if (!follows(append) || !log.holds(append.previous())) {
      return Optional.empty();
    }
    long keep = append.previous().index();
    List<Batch> fresh = new ArrayList<>();
    for (Batch batch : append.batches()) {
      if (!fresh.isEmpty()) {
        fresh.add(batch);
        continue;
      }
      long known = knownIn(batch);
      keep = batch.first() + known - 1;
      if (known < batch.count()) {
        fresh.add(batch.from(keep + 1));
      }
    }
    if (fresh.isEmpty()) {
      return Optional.empty();
    }
    if (keep < committed) {
      throw new IllegalStateException(
          "an append would cut committed entries: " + append + ", committed " + committed);
    }
    return Optional.of(new Appended(keep, fresh));
  }

  /** How many of a batch's first entries the log has already. */
  private long knownIn(Batch batch) {
    long index = batch.first();
    while (index <= batch.last() && log.holds(new LogPosition(batch.epoch(), index))) {
      index++;
    }
    return index - batch.first();
  }

  /** The answer to an append, once its event is persisted. Also learns what is committed. */
  public AppendReply reply(Append append, boolean full) {
    if (!follows(append)) {
      return new AppendRefused(append.epoch(), promised);
    }
    ownersCommitted = append.committed();
    if (!log.holds(append.end())) {
      return new Mismatch(append.epoch(), log);
    }
    long index = append.end().index();
    committed = Math.max(committed, Math.min(index, append.committed()));
    return new Accepted(append.epoch(), index, committed, full);
  }

  private boolean follows(Append append) {
    return exists() && append.epoch().equals(promised);
  }

  /** Takes over a persisted event; also used to replay them. */
  public void apply(Event event) {
    if (event instanceof Claimed claimed) {
      apply(claimed);
    } else if (event instanceof Appended appended) {
      apply(appended);
    } else if (event instanceof Closed) {
      closed = true;
      committed = Math.max(committed, end.next());
    }
  }

  private void apply(Claimed claimed) {
    promised = claimed.epoch();
    if (!exists()) {
      self = claimed.copy();
      info = claimed.info();
      copies.addFirst(claimed.copies());
    }
  }

  private void apply(Appended appended) {
    log = log.upTo(appended.keep());
    end = end.upTo(appended.keep());
    while (copies.size() > 1 && copies.getFirst().position().index() > appended.keep()) {
      copies.removeFirst();
    }
    for (Batch batch : appended.batches()) {
      log = log.plus(batch.epoch(), batch.count());
      if (batch.kind().listsCopies()) {
        copies.addFirst(batch.copies());
      }
      end = end.with(batch);
    }
  }
}
