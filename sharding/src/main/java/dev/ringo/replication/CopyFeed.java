package dev.ringo.replication;

import dev.ringo.replication.Protocol.Accepted;
import dev.ringo.replication.Protocol.Append;
import dev.ringo.replication.Protocol.AppendRefused;
import dev.ringo.replication.Protocol.AppendReply;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.Protocol.ClaimRefused;
import dev.ringo.replication.Protocol.ClaimReply;
import dev.ringo.replication.Protocol.Confirm;
import dev.ringo.replication.Protocol.Confirmed;
import dev.ringo.replication.Protocol.CopyGone;
import dev.ringo.replication.Protocol.Granted;
import dev.ringo.replication.Protocol.Mismatch;
import dev.ringo.replication.Protocol.NoRoom;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings one copy to the owner's log and keeps it there: claims it, finds where its log parts from
 * the owner's, and appends from there, one batch in flight while the next gathers. Entries that are
 * no longer in its queue it fetches from another copy.
 *
 * <pre>
 *   CLAIMING ──granted, begun──> FEEDING ──replica forgot the epoch──> CLAIMING
 * </pre>
 *
 * Pure: it has no clock. {@link #tick} is called at a fixed period, and what was sent before the
 * last tick and is not answered is sent again. One thread at a time.
 */
public final class CopyFeed {

  /** What a feed does to the world. Calls may not call back into the feed. */
  public interface Effects {
    void claim(Claim claim);

    void append(Append append);

    void confirm(Confirm confirm);

    /**
     * Asks the owner for the entries from an index on, out of another copy; to be answered by
     * {@link #fetched}.
     */
    void fetch(long from);

    void granted(Granted granted);

    /** The copy is lost for good. */
    void gone();

    /** The copy follows a higher epoch: this ownership is over. */
    void refused(Epoch promised);

    /**
     * The copy has persisted the owner's log up to an index; {@code full} if its store is at its
     * limit.
     */
    void matched(long index, boolean full);

    /** The copy still followed this epoch after a round began. */
    void confirmed(long round);
  }

  /**
   * How much a feed sends at once and keeps.
   *
   * @param batchBytes an append carries about this much, and never less than one entry
   * @param queueBytes kept for the copy while it is busy; committed entries over it are fetched
   *     from another copy later
   */
  public record Limits(int batchBytes, int queueBytes) {}

  private final Claim claim;
  private final Limits limits;
  private final Effects effects;

  private Granted granted;

  /** The owner's log, once it is known. */
  private EpochRuns log;

  private final FeedQueue queue = new FeedQueue();

  /** The copy's log equals the owner's up to here. Never falls. */
  private long match;

  /** The first index not sent yet; always above {@code match}. */
  private long next;

  private Append inFlight;
  private boolean fetching;
  private boolean waitedOneTick;

  /** What the copy said last: it is asked until it has room again. */
  private boolean full;

  private long committed;

  /** What the copy knows to be committed, by its own account. */
  private long committedTold;

  private long round;
  private long confirmedRound;

  public CopyFeed(Claim claim, Limits limits, Effects effects) {
    this.claim = claim;
    this.limits = limits;
    this.effects = effects;
  }

  public void start() {
    effects.claim(claim);
  }

  /** The owner has settled what its log is: feeding may begin. */
  public void begin(EpochRuns ownersLog) {
    log = ownersLog;
    findMatch();
  }

  /**
   * More entries at the end of the owner's log. Those that come before {@link #begin}, whose log
   * has them too, are kept for it: there may be no other copy yet to get them from.
   */
  public void offer(Batch batch) {
    queue.add(batch);
    shorten();
    if (log != null) {
      log = log.plus(batch.epoch(), batch.count());
      pump();
    }
  }

  /** Only what is committed is sure to be on another copy. */
  private void shorten() {
    queue.shorten(limits.queueBytes(), committed);
  }

  /** The owner's log is committed up to an index. */
  public void committed(long index) {
    committed = Math.max(committed, index);
    shorten();
  }

  /** Asks the copy whether the epoch still stands. */
  public void confirm(long newRound) {
    round = newRound;
    if (granted != null) {
      effects.confirm(new Confirm(claim.epoch(), round));
    }
  }

  public void received(ClaimReply reply) {
    if (reply instanceof ClaimRefused refused) {
      if (refused.promised().compareTo(claim.epoch()) > 0) {
        effects.refused(refused.promised());
      }
    } else if (reply instanceof CopyGone gone && gone.claimed().equals(claim.epoch())) {
      effects.gone();
    } else if (reply instanceof Granted grant
        && granted == null
        && grant.epoch().equals(claim.epoch())) {
      granted = grant;
      committedTold = grant.committed();
      effects.granted(grant);
      if (confirmedRound < round) {
        effects.confirm(new Confirm(claim.epoch(), round));
      }
      findMatch();
    }
  }

  private void findMatch() {
    if (granted == null || log == null) {
      return;
    }
    long common = log.commonWith(granted.log());
    match = Math.max(match, common);
    next = match + 1;
    effects.matched(match, false);
    pump();
  }

  public void received(AppendReply reply) {
    if (reply instanceof Accepted accepted) {
      accepted(accepted);
    } else if (reply instanceof Mismatch mismatch) {
      mismatched(mismatch);
    } else if (reply instanceof AppendRefused refused) {
      refused(refused);
    } else if (reply instanceof NoRoom noRoom && noRoom.epoch().equals(claim.epoch())) {
      full = true;
      effects.matched(match, true);
    }
  }

  private void accepted(Accepted accepted) {
    if (!accepted.epoch().equals(claim.epoch())) {
      return;
    }
    match = Math.max(match, accepted.index());
    if (match >= next) {
      next = match + 1;
      // An answer to what was sent before: the copy has what is being fetched for it.
      fetching = false;
    }
    if (inFlight != null && inFlight.end().index() <= match) {
      inFlight = null;
      waitedOneTick = false;
    }
    full = accepted.full();
    committedTold = accepted.committed();
    effects.matched(match, full);
    pump();
  }

  private void mismatched(Mismatch mismatch) {
    long common = log == null ? -1 : log.commonWith(mismatch.log());
    boolean old = common < match;
    if (old || !mismatch.epoch().equals(claim.epoch())) {
      return;
    }
    match = common;
    takeBack();
  }

  private void refused(AppendRefused refused) {
    if (!refused.asked().equals(claim.epoch())) {
      return;
    }
    if (refused.promised().compareTo(claim.epoch()) > 0) {
      effects.refused(refused.promised());
    } else {
      restarted();
    }
  }

  /**
   * The copy was started anew: what was under way to it is lost, and it knows less than it was
   * told.
   */
  public void restarted() {
    if (granted != null) {
      granted = null;
      fetching = false;
      takeBack();
      effects.claim(claim);
    }
  }

  /** What is in flight goes back to the queue: no other copy may have it yet. */
  private void takeBack() {
    if (inFlight != null) {
      queue.putBack(inFlight.batches());
      inFlight = null;
    }
    next = match + 1;
    pump();
  }

  public void received(Confirmed confirmed) {
    int order = confirmed.promised().compareTo(claim.epoch());
    if (order > 0) {
      effects.refused(confirmed.promised());
    } else if (order == 0 && confirmed.round() > confirmedRound) {
      confirmedRound = confirmed.round();
      effects.confirmed(confirmedRound);
    }
  }

  /** What {@link Effects#fetch} asked for; empty if no copy had it. */
  public void fetched(List<Batch> batches) {
    boolean wanted = fetching && inFlight == null && granted != null && !batches.isEmpty();
    if (!wanted || batches.get(0).first() > next || batches.get(batches.size() - 1).last() < next) {
      return;
    }
    fetching = false;
    List<Batch> fresh = new ArrayList<>();
    for (Batch batch : batches) {
      if (batch.last() >= next) {
        fresh.add(batch.from(Math.max(batch.first(), next)));
      }
    }
    send(fresh);
  }

  private void pump() {
    if (inFlight != null || granted == null || log == null || next > log.last()) {
      return;
    }
    List<Batch> batches = queue.take(next, limits.batchBytes());
    if (!batches.isEmpty()) {
      send(batches);
    } else if (!fetching) {
      fetching = true;
      waitedOneTick = false;
      effects.fetch(next);
    }
  }

  private void send(List<Batch> batches) {
    inFlight = new Append(claim.epoch(), log.positionAt(next - 1), batches, committed);
    next = inFlight.end().index() + 1;
    waitedOneTick = false;
    effects.append(inFlight);
  }

  /** Is there anything that {@link #tick} would have to see to, now or later? */
  public boolean isWaiting() {
    return granted == null
        || inFlight != null
        || fetching
        || full
        || confirmedRound < round
        || committedTold < Math.min(committed, match);
  }

  /**
   * To be called at a fixed period, at least while {@link #isWaiting}: sends again what stayed
   * without an answer since the last call.
   */
  public void tick() {
    if (granted == null) {
      effects.claim(claim);
      return;
    }
    if (confirmedRound < round) {
      effects.confirm(new Confirm(claim.epoch(), round));
    }
    if (inFlight == null && !fetching) {
      if (log != null && (full || committedTold < Math.min(committed, match))) {
        next = match + 1;
        send(List.of());
      }
    } else if (!waitedOneTick) {
      waitedOneTick = true;
    } else if (inFlight != null) {
      effects.append(inFlight);
    } else {
      effects.fetch(next);
    }
  }
}
