package dev.ringo.domain;

import dev.ringo.cluster.ClusterView;
import dev.ringo.cluster.Contact;
import dev.ringo.cluster.Membership;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.CopyPlan;
import dev.ringo.replication.CopyPlan.AddLearner;
import dev.ringo.replication.CopyPlan.Change;
import dev.ringo.replication.CopyPlan.DropLearner;
import dev.ringo.replication.CopyPlan.Step;
import dev.ringo.replication.Ownership;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/**
 * Brings the copies of a chunk to where the ring wants them, as its owner, and tells the ownership
 * which copies are lost and which it need not wait for.
 */
final class CopyKeeper {

  private static final Duration LONG_MOVE = Duration.ofSeconds(10);

  private record Behind(long index, long sinceNanos) {}

  private final Ownership ownership;
  private final ChunkInfo info;
  private final ClusterView view;
  private final Contact contact;
  private final DomainSettings.Keeping settings;
  private final Semaphore permits;
  private final Logger log;
  private final Map<ReplicaId, Behind> behind = new HashMap<>();
  private Set<ReplicaId> excused = Set.of();

  /** Does a copy move with one of the node's permits, and since when? */
  private boolean moves;

  private long movesSinceNanos;

  CopyKeeper(
      Ownership ownership,
      ChunkInfo info,
      ClusterView view,
      Contact contact,
      DomainSettings.Keeping settings,
      Semaphore permits,
      Logger log) {
    this.ownership = ownership;
    this.info = info;
    this.view = view;
    this.contact = contact;
    this.settings = settings;
    this.permits = permits;
    this.log = log;
  }

  /** To be called at a fixed period while there is something to do or to wait for. */
  void tick() {
    giveUpLost();
    excuse();
    if (movesTooLong()) {
      close();
    }
    if (ownership.phase() == Ownership.Phase.SERVING && ownership.isListCommitted()) {
      Optional<Step> next = plan().next();
      if (next.isEmpty() && ownership.learners().isEmpty()) {
        close();
      }
      next.filter(this::isDue).ifPresent(this::act);
    }
  }

  /** A copy that cannot catch up does not keep others from moving. */
  private boolean movesTooLong() {
    return moves && System.nanoTime() - movesSinceNanos > LONG_MOVE.toNanos();
  }

  /** Gives the permit back. */
  void close() {
    if (moves) {
      moves = false;
      permits.release();
    }
  }

  /** A copy that is only to stand elsewhere can wait. */
  private boolean isDue(Step step) {
    return !(step instanceof AddLearner add)
        || lacksCopies()
        || ((view.isSettled() || isOneLeaving())
            && contact.with(add.node(), RingAllocation.QUICK)
            && mayMove());
  }

  /** A node that leaves waits for its copies to be elsewhere. */
  private boolean isOneLeaving() {
    Set<NodeId> onRing = view.membership().ring().hosts().keySet();
    return !ownership.copies().members().stream().allMatch(copy -> onRing.contains(copy.node()));
  }

  private boolean mayMove() {
    if (!moves && permits.tryAcquire()) {
      moves = true;
      movesSinceNanos = System.nanoTime();
    }
    return moves;
  }

  private boolean lacksCopies() {
    Map<NodeId, Long> stores = view.membership().stores();
    long there =
        ownership.copies().members().stream()
            .filter(copy -> Long.valueOf(copy.store()).equals(stores.get(copy.node())))
            .filter(copy -> !ownership.isGone(copy))
            .count();
    return there <= info.replicas();
  }

  /** Are the copies where they should be, all of them in step, and no permit to be given back? */
  boolean isSettled() {
    return !moves && ownership.isSettled() && plan().isDone();
  }

  private void giveUpLost() {
    ownership.fed().stream()
        .filter(copy -> isDead(copy) || absence(copy).compareTo(settings.forcedRecoveryAfter()) > 0)
        .forEach(ownership::gone);
  }

  /** Copies are in memory: they end with their process. */
  private boolean isDead(ReplicaId copy) {
    return view.isDead(copy.node(), copy.store());
  }

  private Duration absence(ReplicaId copy) {
    return view.absence(copy.node(), copy.store());
  }

  private void excuse() {
    List<ReplicaId> copies = ownership.required();
    behind.keySet().retainAll(copies);
    Set<ReplicaId> out = new HashSet<>();
    Set<ReplicaId> slow = new HashSet<>();
    for (ReplicaId copy : copies) {
      boolean straggles = straggles(copy) || catchesUp(copy);
      if (isOutOfReach(copy)) {
        out.add(copy);
      } else if (straggles) {
        slow.add(copy);
      }
    }
    Set<ReplicaId> leftOut = ownership.excuse(out, slow, this::mayBeLeftOut);
    if (!leftOut.equals(excused)) {
      log.debug("{} goes on without {}", info.id(), leftOut);
      excused = leftOut;
    }
  }

  private boolean isOutOfReach(ReplicaId copy) {
    return isDead(copy)
        || !absence(copy).isZero()
        || !view.membership().reachable().contains(copy.node());
  }

  private boolean catchesUp(ReplicaId copy) {
    return excused.contains(copy) && ownership.matchOf(copy) < ownership.committed();
  }

  /** Has it owed the same entry for too long? */
  private boolean straggles(ReplicaId copy) {
    if (ownership.log() == null) {
      return false;
    }
    long match = ownership.matchOf(copy);
    Behind owed = behind.get(copy);
    if (match >= ownership.log().last()) {
      behind.remove(copy);
    } else if (owed == null || match >= owed.index()) {
      behind.put(copy, new Behind(ownership.log().last(), System.nanoTime()));
    } else {
      return System.nanoTime() - owed.sinceNanos() > settings.stragglerAfter().toNanos();
    }
    return false;
  }

  /**
   * A copy that the cluster has removed, or one that most of the cluster could be reached without:
   * a node that is cut off itself must not go on.
   */
  private boolean mayBeLeftOut(ReplicaId copy) {
    return isDead(copy)
        || !absence(copy).isZero()
        || contact.withMajority(settings.stragglerAfter().dividedBy(2));
  }

  private CopyPlan plan() {
    Membership membership = view.membership();
    List<NodeId> wanted = membership.ring().placement(info.id(), info.replicas() + 1);
    return new CopyPlan(
        ownership.copies(),
        ownership.learners(),
        ownership.committed(),
        wanted,
        membership.stores(),
        ownership.copies().members().stream()
            .filter(ownership::isGone)
            .collect(Collectors.toUnmodifiableSet()),
        ownership.copies().members().stream()
            .filter(copy -> mayComeBack(membership, copy))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** A node that comes back is not on the ring at first, and its copies are no surplus. */
  private boolean mayComeBack(Membership membership, ReplicaId copy) {
    boolean isComing =
        membership.joining().contains(copy.node())
            && Long.valueOf(copy.store()).equals(membership.stores().get(copy.node()));
    boolean isAway =
        !membership.stores().containsKey(copy.node())
            && absence(copy).compareTo(settings.replaceAfter()) < 0;
    return isComing || isAway;
  }

  private void act(Step step) {
    log.debug("{} of {}: {}", info.id(), info.domain(), step);
    if (step instanceof AddLearner add) {
      long number = ThreadLocalRandom.current().nextLong();
      ownership.addLearner(new ReplicaId(add.node(), add.store(), number));
    } else if (step instanceof DropLearner drop) {
      ownership.dropLearner(drop.learner());
    } else if (step instanceof Change change) {
      ownership.changeCopies(change.next());
    }
  }
}
