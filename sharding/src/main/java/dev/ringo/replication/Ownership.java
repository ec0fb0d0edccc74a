package dev.ringo.replication;

import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.Protocol.Granted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * One ownership of a chunk, from its claim to its loss: the rules that say when it may serve, what
 * is committed and when a read is confirmed. It talks to the copies through one {@link CopyFeed}
 * each.
 *
 * <pre>
 *   CLAIMING ──majority granted, or all that are left──> RECOVERING ──barrier committed──> SERVING
 *       └──── a copy follows a higher epoch, or most copies are gone ──> LOST <────┘
 * </pre>
 *
 * The rules are those of Raft (Ongaro and Ousterhout 2014) for a leader that holds no log of its
 * own: it adopts the newest log among a majority of that log's own list of copies, and commits by
 * counting only entries of its own epoch. Lists of copies change by one replica at a time and only
 * after the epoch's barrier is committed (Ongaro's correction of 2015).
 *
 * <p>It asks for more than Raft before it takes an entry for committed or an epoch for confirmed: a
 * majority of the copies, and every other copy that is not excused. So when a majority is lost, the
 * copies that are left hold all that was committed, and the next owner may go on from them.
 *
 * <p>Pure; one thread at a time. Open to be extended only so that a test can break a rule and see
 * the simulation find it.
 */
public class Ownership {

  /** Where an ownership stands. */
  public enum Phase {
    CLAIMING,
    RECOVERING,
    SERVING,
    LOST
  }

  /** What an ownership does to the world. Calls may not call back into it. */
  public interface Effects {
    /** Starts a feed for a copy. */
    void open(ReplicaId copy, Claim claim);

    /** Ends the feed of a copy. */
    void close(ReplicaId copy);

    /** A copy is in no list any more and holds nothing that the others lack. */
    void drop(ReplicaId copy);

    /** The feed's {@link CopyFeed#begin}. */
    void begin(ReplicaId copy, EpochRuns log);

    /** Every begun feed's {@link CopyFeed#offer}. */
    void offer(Batch batch);

    /** Every feed's {@link CopyFeed#confirm}. */
    void confirm(long round);

    /** The barrier is committed. */
    void serving();

    /** The log is committed up to {@code committed}, all copies hold it up to {@code byAll}. */
    void committed(long committed, long byAll);

    /** Reads of this round and those before may be answered. */
    void confirmed(long round);

    /**
     * The ownership is over: somebody else owns the chunk by a higher epoch, or by this very one no
     * majority of the copies can come together any more, and the chunk has to be claimed anew.
     */
    void lost(Epoch by);
  }

  /** Another copy that equals the owner's log up to {@code upTo}. */
  public record Source(ReplicaId copy, long upTo) {}

  private final Epoch epoch;
  private final ChunkInfo info;
  private final Effects effects;

  private Phase phase = Phase.CLAIMING;
  private final Set<ReplicaId> open = new TreeSet<>();
  private final Set<ReplicaId> learners = new TreeSet<>();
  private final Grants grants = new Grants();
  private CopiesAt copies;

  /** The copy that the list in force took out, if that is the last change; else null. */
  private ReplicaId removed;

  private EpochRuns log;
  private long barrier;
  private ChunkEnd end = ChunkEnd.NONE;

  private final CopyProgress progress = new CopyProgress();
  private Set<ReplicaId> outOfReach = Set.of();
  private Set<ReplicaId> excused = Set.of();
  private final Set<ReplicaId> gone = new TreeSet<>();
  private boolean isSurveyComplete;
  private long committed;
  private long byAll;
  private final Uncommitted uncommitted = new Uncommitted();

  private final ReadRounds rounds = new ReadRounds();

  /**
   * An ownership that is about to be claimed.
   *
   * @param epoch above every epoch known for the chunk
   * @param copies the newest list known, or for a new chunk its first list, at index 0 of this
   *     epoch
   */
  public Ownership(Epoch epoch, ChunkInfo info, CopiesAt copies, Effects effects) {
    this.epoch = epoch;
    this.info = info;
    this.copies = copies;
    this.effects = effects;
  }

  /**
   * Claims the copies.
   *
   * @param others replicas that are there and that may not be in the list: one may be the only one
   *     that is left
   * @param mayForce have all members of the cluster said what they have, so that it may go on from
   *     what is left if a majority of the copies is gone?
   */
  public void start(Set<ReplicaId> others, boolean mayForce) {
    isSurveyComplete = mayForce;
    openFor(copies);
    new TreeSet<>(others).forEach(copy -> open(copy, copies));
  }

  private void openFor(CopiesAt list) {
    list.copies().members().forEach(copy -> open(copy, list));
  }

  private void open(ReplicaId copy, CopiesAt list) {
    if (open.add(copy)) {
      effects.open(copy, new Claim(copy, epoch, info, list));
    }
  }

  /** A copy granted the claim. */
  public void granted(ReplicaId copy, Granted grant) {
    if (phase == Phase.CLAIMING) {
      grants.add(copy, grant);
      if (!elect()) {
        openFor(grants.newestCopies());
      }
    } else if (phase != Phase.LOST && isWanted(copy)) {
      effects.begin(copy, log);
    }
  }

  /**
   * A copy is lost for good: it will never grant or hold anything again. If no majority can come
   * together without such copies, those that are left are gone on from (forced recovery).
   */
  public void gone(ReplicaId copy) {
    if (!gone.add(copy) || phase == Phase.LOST) {
      return;
    }
    if (phase == Phase.CLAIMING) {
      elect();
    } else if (isStranded(copies.copies())) {
      phase = Phase.LOST;
      effects.lost(epoch);
    } else {
      reconsider();
    }
  }

  private boolean isStranded(Copies list) {
    return list.members().stream().filter(copy -> !gone.contains(copy)).count() < list.majority();
  }

  private boolean elect() {
    Optional<Grants.Grant> reference = grants.reference();
    Optional<Grants.Grant> elected =
        reference.isEmpty() && isSurveyComplete ? grants.survivor(open, gone) : reference;
    elected.ifPresent(newest -> recover(newest, reference.isEmpty()));
    return elected.isPresent();
  }

  private void recover(Grants.Grant elected, boolean forced) {
    phase = Phase.RECOVERING;
    log = elected.granted().log();
    end = elected.granted().end();
    barrier = log.last() + 1;
    CopiesAt before = elected.granted().copies();
    Copies list = forced ? grants.left(elected) : before.copies();
    // Stated anew in the barrier, so that every log that may be a reference holds its own list.
    copies =
        new CopiesAt(new LogPosition(epoch, barrier), list, forced ? barrier : before.forced());
    openFor(copies);
    // The elected one too if it is not in the list: it may be the only one to have the newest
    // entries. No other one: what it has beyond this log would be cut.
    Set<ReplicaId> fed = new TreeSet<>(list.members());
    fed.add(elected.copy());
    fed.stream().filter(grants::has).forEach(copy -> effects.begin(copy, log));
    add(Batch.barrier(copies));
  }

  private void close(ReplicaId copy) {
    open.remove(copy);
    progress.forget(copy);
    rounds.forget(copy);
    effects.close(copy);
    if (isContained(grants.logOf(copy))) {
      effects.drop(copy);
    }
  }

  /**
   * Does the owner's log hold all that another log has and that may have been acknowledged? What
   * was committed is in it, unless a copy with more was given up by a forced recovery.
   */
  public boolean isContained(EpochRuns other) {
    long common = log.commonWith(other);
    // One that shares nothing is of another creation, which nobody knew of.
    return common == other.last() || (common > 0 && common >= copies.forced());
  }

  private void add(Batch batch) {
    log = log.plus(batch.epoch(), batch.count());
    effects.offer(batch);
  }

  /** A copy follows another epoch. */
  public void refused(Epoch promised) {
    if (phase != Phase.LOST && promised.compareTo(epoch) > 0) {
      phase = Phase.LOST;
      effects.lost(promised);
    }
  }

  /** A copy has persisted the owner's log up to an index. */
  public void matched(ReplicaId copy, long index, boolean isFull) {
    if (log == null || phase == Phase.LOST || !open.contains(copy)) {
      return;
    }
    progress.matched(copy, index, isFull);
    commit();
  }

  /**
   * Says which copies need not have an entry for it to be committed, nor confirm an epoch, from now
   * on: those out of reach, and the slow ones, if those that are neither are a majority. Else the
   * slow ones may be all that will be left when the others are given up.
   *
   * @param outOfReach their word does not count for a majority, whether or not they are excused
   * @param mayBeLeftOut is a copy known to be down, or can most of the cluster be reached without
   *     it? An owner that is cut off itself must not go on
   * @return the copies that are excused
   */
  public Set<ReplicaId> excuse(
      Set<ReplicaId> outOfReach, Set<ReplicaId> slow, Predicate<ReplicaId> mayBeLeftOut) {
    this.outOfReach = Set.copyOf(outOfReach);
    Copies list = copies.copies();
    long inStep =
        list.members().stream().filter(c -> !outOfReach.contains(c) && !slow.contains(c)).count();
    Set<ReplicaId> out = new TreeSet<>(outOfReach);
    if (inStep >= list.majority()) {
      out.addAll(slow);
    }
    out.removeIf(mayBeLeftOut.negate());
    excused = out;
    reconsider();
    return Set.copyOf(out);
  }

  private void reconsider() {
    if (log != null && phase != Phase.LOST) {
      commit();
      confirmReached();
    }
  }

  /**
   * What each copy that is not excused has reached, if they are a majority. The word of one that is
   * out of reach now does not count any more: it may be lost.
   */
  private long settled(ToLongFunction<ReplicaId> reached) {
    long byAll =
        required().stream()
            .filter(copy -> !mayLack(copy))
            .mapToLong(reached)
            .min()
            .orElse(Long.MAX_VALUE);
    long byMajority =
        reachedByMajority(copies.copies(), copy -> isInStep(copy) ? reached.applyAsLong(copy) : 0);
    return Math.min(byAll, byMajority);
  }

  /**
   * The copies that have to have an entry, unless they are excused: those in force, and the one
   * that is just being taken out. Or a cut in the midst of a removal would let the others go on
   * without one that is there, and that one without them.
   */
  public List<ReplicaId> required() {
    List<ReplicaId> required = new ArrayList<>(copies.copies().members());
    if (isBeingRemoved()) {
      required.add(removed);
    }
    return required;
  }

  private boolean isBeingRemoved() {
    return removed != null && !isListCommitted();
  }

  /** Need this copy not have an entry for it to be committed? */
  protected boolean mayLack(ReplicaId copy) {
    return isExcused(copy);
  }

  /** Need this copy not have an entry, as it is left out, lost, or without room? */
  public boolean isExcused(ReplicaId copy) {
    return excused.contains(copy) || gone.contains(copy) || progress.isFull(copy);
  }

  /** Does this copy's word count: is it in reach, and not left out? */
  private boolean isInStep(ReplicaId copy) {
    return !outOfReach.contains(copy) && !excused.contains(copy) && !gone.contains(copy);
  }

  private void commit() {
    long reached = settled(progress::matchOf);
    long all = copies.copies().reachedByAll(progress::matchOf);
    boolean more = mayCommit(reached) && reached > committed;
    if (more) {
      committed = reached;
      uncommitted.committed(committed);
    }
    if (!more && all <= byAll) {
      return;
    }
    byAll = Math.max(byAll, all);
    if (phase == Phase.RECOVERING && committed >= barrier) {
      phase = Phase.SERVING;
      effects.serving();
    }
    effects.committed(committed, byAll);
    if (more && copies.position().index() <= committed) {
      List.copyOf(open).stream().filter(copy -> !isWanted(copy)).forEach(this::close);
    }
  }

  private boolean isWanted(ReplicaId copy) {
    return required().contains(copy) || learners.contains(copy);
  }

  /**
   * Only an entry of the own epoch is committed by counting; those before it are committed with it.
   */
  protected boolean mayCommit(long index) {
    return index >= barrier;
  }

  /**
   * The highest number that a majority of the copies in force has reached. Learners have no vote.
   */
  protected long reachedByMajority(Copies inForce, ToLongFunction<ReplicaId> reached) {
    return inForce.reachedByMajority(reached);
  }

  /** Feeds a replica that has no vote, so that it may get one later. */
  public void addLearner(ReplicaId replica) {
    if (phase == Phase.SERVING && open.add(replica)) {
      learners.add(replica);
      effects.open(replica, new Claim(replica, epoch, info, copies));
    }
  }

  public void dropLearner(ReplicaId replica) {
    if (learners.remove(replica) && phase != Phase.LOST) {
      close(replica);
    }
  }

  /** The learners, and how far each has come. */
  public Map<ReplicaId, Long> learners() {
    Map<ReplicaId, Long> matches = new TreeMap<>();
    learners.forEach(learner -> matches.put(learner, progress.matchOf(learner)));
    return matches;
  }

  /**
   * Proposes a list of copies that differs from the one in force by one replica. It is in force at
   * once and stays so if it is committed.
   *
   * @return false if the epoch's barrier or the change before this one is not committed, the step
   *     is too large, or most copies of the list are gone
   */
  public boolean changeCopies(Copies next) {
    if (phase != Phase.SERVING
        || !isListCommitted()
        || !copies.copies().isOneStepFrom(next)
        || isStranded(next)) {
      return false;
    }
    long index = log.last() + 1;
    removed =
        copies.copies().members().stream()
            .filter(copy -> !next.contains(copy))
            .findFirst()
            .orElse(null);
    copies = new CopiesAt(new LogPosition(epoch, index), next, copies.forced());
    learners.removeAll(next.members());
    openFor(copies);
    add(Batch.copies(copies));
    confirmReached();
    // A copy that is new to the list was not asked when the round began.
    rounds.underWay().ifPresent(effects::confirm);
    return true;
  }

  /** Bytes that were appended and are not committed yet: what a caller has to bound. */
  public long uncommittedBytes() {
    return uncommitted.bytes();
  }

  /**
   * Appends entries. Only while serving, and before the chunk is sealed.
   *
   * @param count of the entries in {@code bytes}
   * @return the index of the first one
   */
  public long append(byte[] bytes, int count) {
    if (phase != Phase.SERVING) {
      throw new IllegalStateException("append while " + phase);
    }
    if (end.isSealed()) {
      throw new IllegalStateException("append after the seal at " + end.seal());
    }
    Batch batch = new Batch(epoch, log.last() + 1, count, Batch.Kind.DATA, bytes);
    uncommitted.add(batch);
    add(batch);
    return batch.first();
  }

  /** Has the chunk take no more entries, from now on. Only while serving. */
  public void seal() {
    if (phase != Phase.SERVING) {
      throw new IllegalStateException("seal while " + phase);
    }
    if (!end.isSealed()) {
      end(Batch.seal(new LogPosition(epoch, log.last() + 1)));
    }
  }

  /**
   * The domain's next chunk is there. Only while serving, and once the seal is committed: so there
   * is no next chunk while this one may take data.
   */
  public void next() {
    if (phase != Phase.SERVING || !isSealCommitted()) {
      throw new IllegalStateException("the next chunk while " + phase + ", " + end);
    }
    if (end.next() == 0) {
      end(Batch.next(new LogPosition(epoch, log.last() + 1)));
    }
  }

  private void end(Batch batch) {
    end = end.with(batch);
    add(batch);
  }

  /** Is the chunk sealed? The seal may not be committed yet. */
  public boolean isSealed() {
    return end.isSealed();
  }

  /** Is it sealed for good, so that the next chunk may be made? */
  public boolean isSealCommitted() {
    return end.isSealed() && end.seal() <= committed;
  }

  /** Does the log say that the next chunk is there? Then nobody makes it again. */
  public boolean hasNext() {
    return end.next() > 0;
  }

  /** Is it sealed and the next chunk there, for good, so that writers may go there? */
  public boolean isClosed() {
    return end.isClosedBy(committed);
  }

  /** Are all data of the chunk, which is closed, among the entries up to an index? */
  public boolean isAllUpTo(long index) {
    return isClosed() && index >= end.seal();
  }

  /**
   * A read has arrived. Only while serving.
   *
   * @return the round whose confirmation the read waits for: it begins after this call
   */
  public long read() {
    if (phase != Phase.SERVING) {
      throw new IllegalStateException("read while " + phase);
    }
    long round = rounds.join();
    beginRound();
    return round;
  }

  private void beginRound() {
    if (rounds.isDue()) {
      effects.confirm(rounds.begin());
    }
  }

  /** A copy confirmed that it still followed this epoch after a round began. */
  public void confirmed(ReplicaId copy, long round) {
    if (phase != Phase.LOST && open.contains(copy)) {
      rounds.answered(copy, round);
      confirmReached();
    }
  }

  private void confirmReached() {
    long reached = settled(rounds::answeredBy);
    if (rounds.confirm(reached)) {
      effects.confirmed(reached);
      beginRound();
    }
  }

  /**
   * Where a copy may get the entries from an index on. Names another one each time, for one that is
   * gone may be among them.
   */
  public Optional<Source> source(ReplicaId copy, long from) {
    return progress.source(copy, from);
  }

  public Phase phase() {
    return phase;
  }

  public Epoch epoch() {
    return epoch;
  }

  /** The copies that have a feed: those of all lists that may count, and the learners. */
  public Set<ReplicaId> fed() {
    return new TreeSet<>(open);
  }

  /** The list of copies in force. */
  public Copies copies() {
    return copies.copies();
  }

  public CopiesAt copiesAt() {
    return copies;
  }

  /** Is the list of copies in force committed, so that another change may follow? */
  public boolean isListCommitted() {
    return copies.position().index() <= committed;
  }

  /**
   * Is there nothing to see to until something changes: does it serve, and does every copy count
   * and hold its whole log? As long as one is excused, somebody has to see when it need not be any
   * more.
   */
  public boolean isSettled() {
    return phase == Phase.SERVING
        && isListCommitted()
        && copies.copies().members().stream()
            .allMatch(copy -> isInStep(copy) && progress.matchOf(copy) >= log.last());
  }

  public boolean isGone(ReplicaId copy) {
    return gone.contains(copy);
  }

  /** What a copy is known to have persisted of the owner's log. */
  public long matchOf(ReplicaId copy) {
    return progress.matchOf(copy);
  }

  /** The shape of the owner's log; null while claiming. */
  public EpochRuns log() {
    return log;
  }

  public long committed() {
    return committed;
  }

  /** The index up to which all copies in force hold the log. */
  public long byAll() {
    return byAll;
  }

  /** Has a majority of the copies room for more? */
  public boolean hasRoom() {
    return progress.hasRoom(copies.copies());
  }

  /** The copies that hold the owner's log at least up to an index. */
  public List<ReplicaId> holding(long index) {
    return progress.holding(copies.copies(), index);
  }
}
