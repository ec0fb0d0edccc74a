package dev.ringo.replication;

import static dev.ringo.replication.Scripts.A;
import static dev.ringo.replication.Scripts.B;
import static dev.ringo.replication.Scripts.C;
import static dev.ringo.replication.Scripts.D;
import static dev.ringo.replication.Scripts.INFO;
import static dev.ringo.replication.Scripts.epoch;
import static dev.ringo.replication.Scripts.first;
import static dev.ringo.replication.Scripts.frames;
import static dev.ringo.replication.Scripts.granted;
import static dev.ringo.replication.Scripts.listed;
import static dev.ringo.replication.Scripts.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringo.replication.Ownership.Phase;
import dev.ringo.replication.Ownership.Source;
import dev.ringo.replication.Protocol.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnershipTest {

  private final List<String> effects = new ArrayList<>();
  private final Ownership ownership = owner(first(A, B, C));

  private Ownership owner(CopiesAt copies) {
    return new Ownership(epoch(5), INFO, copies, new Recorder());
  }

  /** Writes down what an ownership does. */
  private final class Recorder implements Ownership.Effects {
    @Override
    public void open(ReplicaId copy, Claim claim) {
      effects.add("open " + name(copy));
    }

    @Override
    public void close(ReplicaId copy) {
      effects.add("close " + name(copy));
    }

    @Override
    public void drop(ReplicaId copy) {
      effects.add("drop " + name(copy));
    }

    @Override
    public void begin(ReplicaId copy, EpochRuns log) {
      effects.add("begin " + name(copy) + " at " + log.last());
    }

    @Override
    public void offer(Batch batch) {
      effects.add("offer " + batch.kind() + " " + batch.first() + " to " + batch.last());
    }

    @Override
    public void confirm(long round) {
      effects.add("confirm " + round);
    }

    @Override
    public void serving() {
      effects.add("serving");
    }

    @Override
    public void committed(long committed, long byAll) {
      effects.add("committed " + committed + ", by all " + byAll);
    }

    @Override
    public void confirmed(long round) {
      effects.add("confirmed " + round);
    }

    @Override
    public void lost(Epoch by) {
      effects.add("lost to " + by.number());
    }
  }

  private static String name(ReplicaId copy) {
    return String.valueOf((char) ('A' + copy.node().position().high() - 1));
  }

  private List<String> happened() {
    List<String> since = List.copyOf(effects);
    effects.clear();
    return since;
  }

  private void excuse(ReplicaId... outOfReach) {
    ownership.excuse(Set.of(outOfReach), Set.of(), copy -> true);
  }

  private void serve() {
    ownership.start(Set.of(), true);
    ownership.granted(A, granted(5, log(), first(A, B, C)));
    ownership.granted(B, granted(5, log(), first(A, B, C)));
    ownership.matched(A, 1, false);
    ownership.matched(B, 1, false);
    excuse(C);
    assertThat(ownership.phase()).isEqualTo(Phase.SERVING);
    effects.clear();
  }

  @Test
  void itServesOnceItsBarrierIsOnEveryCopyThatIsNotExcused() {
    ownership.start(Set.of(), true);
    ownership.granted(A, granted(5, log(), first(A, B, C)));
    assertThat(happened()).containsExactly("open A", "open B", "open C");

    ownership.granted(C, granted(5, log(), first(A, B, C)));
    assertThat(happened()).containsExactly("begin A at 0", "begin C at 0", "offer BARRIER 1 to 1");

    ownership.matched(A, 1, false);
    ownership.matched(C, 1, false);
    assertThat(happened()).isEmpty();
    excuse(B);
    assertThat(happened()).containsExactly("serving", "committed 1, by all 0");
  }

  @Test
  void aMajorityIsNeededWhoeverIsExcused() {
    ownership.start(Set.of(), true);
    ownership.granted(A, granted(5, log(), first(A, B, C)));
    ownership.granted(C, granted(5, log(), first(A, B, C)));
    excuse(B, C);
    ownership.matched(A, 1, false);
    assertThat(ownership.phase()).isEqualTo(Phase.RECOVERING);
    excuse(B);
    ownership.matched(C, 1, false);
    assertThat(ownership.phase()).isEqualTo(Phase.SERVING);
  }

  /** Found by the simulation, seed 50001165: who had it was dead, who was there had not. */
  @Test
  void whatACopySaidBeforeItWentOutOfReachDoesNotCount() {
    serve();
    excuse();
    ownership.append(frames(2, 1), 1);
    ownership.matched(A, 2, false);
    ownership.matched(B, 2, false);
    excuse(B, C);
    assertThat(ownership.committed()).isEqualTo(1);
    excuse(C);
    assertThat(ownership.committed()).isEqualTo(2);
  }

  /**
   * Found by the simulation, seed 121535973: two copies that had it were cut off and given up, the
   * third one had no room.
   */
  @Test
  void theWordOfThoseOutOfReachDoesNotCountForAnOwnerThatMayLeaveNobodyOutEither() {
    serve();
    excuse();
    ownership.append(frames(2, 1), 1);
    ownership.matched(A, 2, false);
    ownership.matched(B, 2, false);
    ownership.excuse(Set.of(A, B), Set.of(), copy -> false);
    ownership.matched(C, 1, true);
    assertThat(ownership.committed()).isEqualTo(1);
  }

  @Test
  void aCopyThatIsExcusedNoLongerIsWaitedForAgain() {
    serve();
    ownership.append(frames(2, 1), 1);
    excuse();
    ownership.matched(A, 2, false);
    ownership.matched(B, 2, false);
    assertThat(ownership.committed()).isEqualTo(1);
    ownership.matched(C, 2, false);
    assertThat(ownership.committed()).isEqualTo(2);
  }

  @Test
  void aSlowCopyIsWaitedForIfTheOthersInStepAreNoMajority() {
    serve();
    assertThat(ownership.excuse(Set.of(), Set.of(C), copy -> true)).containsExactly(C);
    assertThat(ownership.excuse(Set.of(B), Set.of(C), copy -> true)).containsExactly(B);
    ownership.append(frames(2, 1), 1);
    ownership.matched(A, 2, false);
    assertThat(ownership.committed()).isEqualTo(1);
    ownership.matched(C, 2, false);
    assertThat(ownership.committed()).isEqualTo(2);
  }

  /**
   * Or nobody sees when it need not be any more, and it may be left out in a cut that comes then.
   */
  @Test
  void anOwnerIsNotSettledWhileACopyIsExcused() {
    serve();
    ownership.matched(C, 1, false);
    assertThat(ownership.isSettled()).isFalse();
    excuse();
    assertThat(ownership.isSettled()).isTrue();
    ownership.append(frames(2, 1), 1);
    assertThat(ownership.isSettled()).isFalse();
  }

  @Test
  void anOwnerThatMayItselfBeCutOffLeavesNobodyOut() {
    serve();
    assertThat(ownership.excuse(Set.of(B), Set.of(C), copy -> false)).isEmpty();
    ownership.append(frames(2, 1), 1);
    ownership.matched(A, 2, false);
    ownership.matched(B, 2, false);
    assertThat(ownership.committed()).isEqualTo(1);
  }

  @Test
  void aReadIsConfirmedByEveryCopyThatIsNotExcused() {
    serve();
    excuse();
    ownership.read();
    ownership.confirmed(A, 1);
    ownership.confirmed(B, 1);
    assertThat(happened()).doesNotContain("confirmed 1");
    excuse(C);
    assertThat(happened()).contains("confirmed 1");
  }

  @Test
  void ifTheMajorityIsGoneItGoesOnFromAllThatIsLeft() {
    ownership.start(Set.of(), true);
    ownership.granted(B, granted(5, log(1, 1), first(A, B, C)));
    ownership.gone(A);
    assertThat(ownership.phase()).isEqualTo(Phase.CLAIMING);

    ownership.gone(C);
    assertThat(ownership.phase()).isEqualTo(Phase.RECOVERING);
    assertThat(ownership.copies().members()).containsExactly(B);
    assertThat(ownership.copiesAt().forced()).isEqualTo(3);
    ownership.matched(B, 3, false);
    assertThat(ownership.phase()).isEqualTo(Phase.SERVING);
  }

  @Test
  void anOwnerWhoseMajorityIsGoneClaimsAnew() {
    serve();
    ownership.gone(C);
    assertThat(happened()).isEmpty();
    ownership.gone(B);
    assertThat(happened()).containsExactly("lost to 5");
  }

  @Test
  void aSurvivorThatHasNotGrantedYetIsWaitedFor() {
    Ownership five = owner(first(A, B, C, D, Scripts.replica(5)));
    five.start(Set.of(), true);
    five.granted(B, granted(5, log(1), first(A, B, C, D, Scripts.replica(5))));
    five.gone(A);
    five.gone(C);
    five.gone(Scripts.replica(5));
    assertThat(five.phase()).isEqualTo(Phase.CLAIMING);
    five.granted(D, granted(5, log(1, 1), first(A, B, C, D, Scripts.replica(5))));
    assertThat(five.log().last()).isEqualTo(3);
    assertThat(five.copies().members()).containsExactly(B, D);
  }

  @Test
  void whatComesAfterAForcedRecoveryRemembersIt() {
    ownership.start(Set.of(), true);
    CopiesAt recovered = new CopiesAt(Scripts.at(3, 2), new Copies(List.of(A, B)), 2);
    ownership.granted(A, granted(5, log(1, 3), recovered));
    ownership.granted(B, granted(5, log(1, 3), recovered));
    assertThat(ownership.copiesAt().forced()).isEqualTo(2);
  }

  @Test
  void aLearnerThatIsNotWantedIsClosed() {
    serve();
    ownership.addLearner(D);
    ownership.matched(D, 1, false);
    assertThat(ownership.learners()).containsExactly(Map.entry(D, 1L));
    ownership.dropLearner(D);
    assertThat(happened()).containsExactly("open D", "close D", "drop D");
    assertThat(ownership.learners()).isEmpty();
  }

  @Test
  void theNewestLogOfAMajorityIsTheReference() {
    ownership.start(Set.of(), true);
    ownership.granted(A, granted(5, log(1, 1, 1), first(A, B, C)));
    ownership.granted(B, granted(5, log(1, 2), first(A, B, C)));

    assertThat(ownership.log()).isEqualTo(log(1, 2, 5));
  }

  @Test
  void aLogThatKnowsANewerListOfCopiesNeedsTheMajorityOfThatList() {
    ownership.start(Set.of(), true);
    ownership.granted(A, granted(5, log(1, 2), listed(2, 2, A, B, C, D)));
    effects.clear();
    ownership.granted(B, granted(5, log(1), first(A, B, C)));
    assertThat(ownership.phase()).isEqualTo(Phase.CLAIMING);

    ownership.granted(D, granted(5, log(1), first(A, B, C)));
    assertThat(ownership.copies().members()).containsExactly(A, B, C, D);
    assertThat(ownership.log()).isEqualTo(log(1, 2, 5));
  }

  @Test
  void aCopyOfANewerListIsClaimedAsWell() {
    ownership.start(Set.of(), true);
    effects.clear();
    ownership.granted(A, granted(5, log(1, 2), listed(2, 2, A, B, D)));
    assertThat(happened()).contains("open D");
  }

  @Test
  void whatOlderEpochsWroteIsNotCommittedByCounting() {
    ownership.start(Set.of(), true);
    ownership.granted(A, granted(5, log(1, 2), first(A, B, C)));
    ownership.granted(B, granted(5, log(1, 2), first(A, B, C)));
    effects.clear();
    ownership.matched(A, 2, false);
    ownership.matched(B, 2, false);
    ownership.matched(C, 2, false);
    assertThat(ownership.committed()).isZero();

    ownership.matched(A, 3, false);
    ownership.matched(B, 3, false);
    ownership.matched(C, 3, false);
    assertThat(ownership.committed()).isEqualTo(3);
  }

  @Test
  void aLearnerDoesNotCount() {
    serve();
    ownership.addLearner(D);
    ownership.append(frames(2, 1), 1);
    ownership.matched(A, 2, false);
    ownership.matched(D, 2, false);
    assertThat(ownership.committed()).isEqualTo(1);
    ownership.matched(B, 2, false);
    assertThat(ownership.committed()).isEqualTo(2);
  }

  @Test
  void aHigherEpochEndsIt() {
    serve();
    ownership.refused(epoch(4));
    assertThat(happened()).isEmpty();
    ownership.refused(epoch(6));
    assertThat(happened()).containsExactly("lost to 6");
    assertThatThrownBy(() -> ownership.append(frames(2, 1), 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void copiesChangeByOneAndOnlyAfterTheChangeBeforeIsCommitted() {
    serve();
    excuse(D);
    assertThat(ownership.changeCopies(new Copies(List.of(A, D)))).isFalse();
    assertThat(ownership.changeCopies(new Copies(List.of(A, B, C, D)))).isTrue();
    assertThat(happened()).containsExactly("open D", "offer COPIES 2 to 2");
    assertThat(ownership.changeCopies(new Copies(List.of(A, B, D)))).isFalse();

    ownership.matched(A, 2, false);
    ownership.matched(B, 2, false);
    assertThat(ownership.committed()).isEqualTo(1);
    ownership.matched(C, 2, false);
    assertThat(ownership.changeCopies(new Copies(List.of(A, B, D)))).isTrue();
  }

  /** Found by the simulation, seed 30008170: the owner was cut off in the midst of a removal. */
  @Test
  void aCopyThatIsTakenOutHasToKnowItUnlessItIsExcused() {
    serve();
    excuse();
    ownership.changeCopies(new Copies(List.of(A, B)));
    ownership.matched(A, 2, false);
    ownership.matched(B, 2, false);
    assertThat(ownership.committed()).isEqualTo(1);
    ownership.matched(C, 2, false);
    assertThat(ownership.committed()).isEqualTo(2);
  }

  @Test
  void aRemovedCopyIsFedUntilItsRemovalIsCommitted() {
    serve();
    ownership.changeCopies(new Copies(List.of(A, B)));
    ownership.matched(A, 2, false);
    assertThat(happened()).doesNotContain("close C");
    ownership.matched(B, 2, false);
    assertThat(happened()).contains("close C");
  }

  @Test
  void aReadWaitsForARoundThatBeginsAfterIt() {
    serve();
    assertThat(ownership.read()).isEqualTo(1);
    assertThat(ownership.read()).isEqualTo(2);
    assertThat(happened()).containsExactly("confirm 1");
    ownership.confirmed(A, 1);
    ownership.confirmed(A, 1);
    assertThat(happened()).isEmpty();
    ownership.confirmed(B, 1);
    assertThat(happened()).containsExactly("confirmed 1", "confirm 2");
  }

  /** Found by the simulation, seed 1214: reads waited for ever. */
  @Test
  void aCopyThatIsNewToTheListIsAskedInTheRoundUnderWay() {
    serve();
    ownership.addLearner(D);
    ownership.read();
    ownership.confirmed(A, 1);
    effects.clear();
    ownership.changeCopies(new Copies(List.of(A, B, C, D)));
    assertThat(happened()).contains("confirm 1");
  }

  /** Found by the simulation: the last answers came while a larger list was in force. */
  @Test
  void aSmallerListMayConfirmTheRoundUnderWay() {
    serve();
    excuse(D);
    ownership.changeCopies(new Copies(List.of(A, B, C, D)));
    ownership.matched(A, 2, false);
    ownership.matched(B, 2, false);
    ownership.matched(C, 2, false);
    excuse(C, D);
    ownership.read();
    ownership.confirmed(A, 1);
    ownership.confirmed(B, 1);
    effects.clear();
    ownership.changeCopies(new Copies(List.of(A, B, C)));
    assertThat(happened()).contains("confirmed 1");
  }

  /** Found by the simulation, seed 1226: the only copy of the newest entries had been removed. */
  @Test
  void aReferenceThatIsNotInItsOwnListFeedsTheOthers() {
    Ownership next = owner(listed(2, 3, B));
    next.start(Set.of(), true);
    next.granted(B, granted(5, log(1, 1), first(A, B)));
    assertThat(happened()).containsExactly("open B", "open A");
    next.granted(A, granted(5, log(1, 1, 2), listed(2, 3, B)));
    assertThat(happened()).contains("begin A at 3", "begin B at 3").doesNotContain("close A");

    next.matched(A, 3, false);
    next.matched(B, 2, false);
    assertThat(next.source(B, 3)).contains(new Source(A, 3));
    next.matched(B, 4, false);
    assertThat(happened()).contains("serving", "close A");
  }

  /** Found by the simulation, seed 20034028: the one that was gone was always named to the same. */
  @Test
  void copiesThatFetchInTurnAllGetToAskEverySource() {
    serve();
    ownership.addLearner(D);
    List<Optional<Source>> forC = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      forC.add(ownership.source(C, 1));
      ownership.source(D, 1);
    }
    assertThat(forC)
        .containsExactlyInAnyOrder(Optional.of(new Source(A, 1)), Optional.of(new Source(B, 1)));
  }

  /** Found by the simulation, seed 33550: one that was gone for good was asked for ever. */
  @Test
  void aCopyThatFetchesIsSentToAnotherOneEachTime() {
    serve();
    ownership.addLearner(D);
    List<Optional<Source>> named = List.of(ownership.source(D, 1), ownership.source(D, 1));
    assertThat(named)
        .containsExactlyInAnyOrder(Optional.of(new Source(A, 1)), Optional.of(new Source(B, 1)));
    assertThat(ownership.source(D, 2)).isEmpty();
  }

  @Test
  void itSaysWhatIsUncommittedAndWhetherThereIsRoom() {
    serve();
    byte[] bytes = frames(2, 2);
    assertThat(ownership.append(bytes, 2)).isEqualTo(2);
    assertThat(ownership.uncommittedBytes()).isEqualTo(bytes.length);
    ownership.matched(A, 3, true);
    assertThat(ownership.hasRoom()).isTrue();
    ownership.matched(B, 3, true);
    assertThat(ownership.hasRoom()).isFalse();
    assertThat(ownership.uncommittedBytes()).isZero();
    assertThat(ownership.holding(3)).containsExactly(A, B);
  }

  @Test
  void aSealedChunkTakesNoMoreAndIsClosedOnceItsEndIsCommitted() {
    serve();
    happened();
    ownership.seal();
    ownership.seal();
    assertThat(happened()).containsExactly("offer SEAL 2 to 2");
    assertThat(ownership.isSealed()).isTrue();
    assertThatThrownBy(() -> ownership.append(frames(1, 1), 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(ownership::next).isInstanceOf(IllegalStateException.class);
    ownership.matched(A, 2, false);
    ownership.matched(B, 2, false);
    assertThat(ownership.isSealCommitted()).isTrue();
    happened();
    ownership.next();
    ownership.next();
    assertThat(happened()).containsExactly("offer NEXT 3 to 3");
    assertThat(ownership.isClosed()).isFalse();
    ownership.matched(A, 3, false);
    ownership.matched(B, 3, false);
    assertThat(ownership.isClosed()).isTrue();
  }

  @Test
  void theNextOwnerFindsTheChunkEnded() {
    ownership.start(Set.of(), true);
    ChunkEnd end = new ChunkEnd(1, 2);
    ownership.granted(A, new Protocol.Granted(epoch(5), log(1, 1), first(A, B, C), 0, end));
    ownership.granted(B, granted(5, log(1), first(A, B, C)));
    ownership.matched(A, 3, false);
    ownership.matched(B, 3, false);
    excuse(C);
    assertThat(ownership.phase()).isEqualTo(Phase.SERVING);
    assertThat(ownership.hasNext()).isTrue();
    assertThat(ownership.isClosed()).isTrue();
  }

  @Test
  void aLogThatSharesNothingWithTheOwnersIsNotContainedInIt() {
    serve();
    assertThat(ownership.isContained(log(2, 2))).isFalse();
    assertThat(ownership.isContained(log())).isTrue();
  }
}
