package dev.ringo.replication;

import static dev.ringo.replication.Scripts.A;
import static dev.ringo.replication.Scripts.B;
import static dev.ringo.replication.Scripts.C;
import static dev.ringo.replication.Scripts.D;
import static dev.ringo.replication.Scripts.append;
import static dev.ringo.replication.Scripts.at;
import static dev.ringo.replication.Scripts.claim;
import static dev.ringo.replication.Scripts.data;
import static dev.ringo.replication.Scripts.epoch;
import static dev.ringo.replication.Scripts.first;
import static dev.ringo.replication.Scripts.granted;
import static dev.ringo.replication.Scripts.listed;
import static dev.ringo.replication.Scripts.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringo.replication.Protocol.Accepted;
import dev.ringo.replication.Protocol.Append;
import dev.ringo.replication.Protocol.AppendRefused;
import dev.ringo.replication.Protocol.AppendReply;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.Protocol.ClaimRefused;
import dev.ringo.replication.Protocol.ClaimReply;
import dev.ringo.replication.Protocol.Mismatch;
import dev.ringo.replication.ReplicaLog.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaLogTest {

  private final ReplicaLog replica = new ReplicaLog();
  private final List<Event> journal = new ArrayList<>();

  private void persist(Event event) {
    journal.add(event);
    replica.apply(event);
  }

  private ClaimReply take(Claim claim) {
    replica.claimed(claim).ifPresent(this::persist);
    return replica.reply(claim);
  }

  private AppendReply take(Append append) {
    replica.appended(append).ifPresent(this::persist);
    return replica.reply(append, false);
  }

  private void claimAndFill(int epoch, int count) {
    take(claim(epoch, first(A, B, C)));
    take(append(epoch, LogPosition.ORIGIN, 0, data(epoch, 1, count)));
  }

  @Test
  void aClaimIsGrantedWithWhatTheReplicaHolds() {
    assertThat(take(claim(1, first(A, B, C)))).isEqualTo(granted(1, log(), first(A, B, C)));
    take(append(1, LogPosition.ORIGIN, 0, data(1, 1, 2)));
    assertThat(take(claim(2, first(A, B)))).isEqualTo(granted(2, log(1, 1), first(A, B, C)));
  }

  @Test
  void aClaimWithALowerEpochIsRefused() {
    take(claim(3, first(A, B, C)));
    assertThat(take(claim(2, first(A, B, C)))).isEqualTo(new ClaimRefused(epoch(2), epoch(3)));
    assertThat(replica.promised()).isEqualTo(epoch(3));
  }

  @Test
  void aClaimThatIsRepeatedIsGrantedAgainAndPersistedOnce() {
    take(claim(3, first(A, B, C)));
    assertThat(take(claim(3, first(A, B, C)))).isEqualTo(granted(3, log(), first(A, B, C)));
    assertThat(journal).hasSize(1);
  }

  @Test
  void anAppendOfAnotherEpochIsRefused() {
    claimAndFill(2, 1);
    for (int other : new int[] {1, 3}) {
      assertThat(take(append(other, at(2, 1), 0, data(other, 2, 1))))
          .isEqualTo(new AppendRefused(epoch(other), epoch(2)));
    }
    assertThat(replica.log()).isEqualTo(log(2));
  }

  @Test
  void anAppendThatDoesNotFollowIsAMismatch() {
    claimAndFill(1, 2);
    take(claim(2, first(A, B, C)));
    assertThat(take(append(2, at(1, 3), 0, data(2, 4, 1))))
        .isEqualTo(new Mismatch(epoch(2), log(1, 1)));
    assertThat(take(append(2, at(2, 2), 0, data(2, 3, 1))))
        .isEqualTo(new Mismatch(epoch(2), log(1, 1)));
  }

  @Test
  void aTailThatConflictsIsCut() {
    claimAndFill(1, 3);
    take(claim(2, first(A, B, C)));
    assertThat(take(append(2, at(1, 1), 0, data(2, 2, 1))))
        .isEqualTo(new Accepted(epoch(2), 2, 0, false));
    assertThat(replica.log()).isEqualTo(log(1, 2));
  }

  @Test
  void anAppendThatIsRepeatedOrLateChangesNothing() {
    claimAndFill(1, 2);
    take(append(1, at(1, 2), 0, data(1, 3, 2)));
    int persisted = journal.size();
    assertThat(take(append(1, LogPosition.ORIGIN, 0, data(1, 1, 2))))
        .isEqualTo(new Accepted(epoch(1), 2, 0, false));
    assertThat(take(append(1, at(1, 2), 0, data(1, 3, 2))))
        .isEqualTo(new Accepted(epoch(1), 4, 0, false));
    assertThat(journal).hasSize(persisted);
    assertThat(replica.log()).isEqualTo(log(1, 1, 1, 1));
  }

  @Test
  void ofAnAppendThatOverlapsOnlyTheNewEntriesAreTaken() {
    claimAndFill(1, 3);
    take(append(1, at(1, 1), 0, data(1, 2, 4)));
    assertThat(replica.log().last()).isEqualTo(5);
    ReplicaLog.Appended event = (ReplicaLog.Appended) journal.get(journal.size() - 1);
    assertThat(event.keep()).isEqualTo(3);
    assertThat(event.batches().get(0).bytes()).isEqualTo(Scripts.frames(4, 2));
  }

  @Test
  void itKnowsAsCommittedOnlyWhatItHolds() {
    claimAndFill(1, 2);
    take(append(1, at(1, 2), 9));
    assertThat(replica.committed()).isEqualTo(2);
    take(append(1, at(1, 1), 1));
    assertThat(replica.committed()).isEqualTo(2);
  }

  @Test
  void whatIsCommittedIsNeverCut() {
    claimAndFill(1, 3);
    take(append(1, at(1, 3), 3));
    take(claim(2, first(A, B, C)));
    assertThatThrownBy(() -> take(append(2, at(1, 1), 0, data(2, 2, 1))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCutBringsTheOlderListOfCopiesBack() {
    claimAndFill(1, 1);
    take(append(1, at(1, 1), 0, Batch.copies(listed(1, 2, A, B))));
    assertThat(replica.copies()).isEqualTo(listed(1, 2, A, B));
    take(claim(2, first(A, B, C)));
    take(append(2, at(1, 1), 0, data(2, 2, 1)));
    assertThat(replica.copies()).isEqualTo(first(A, B, C));
  }

  /** Found by the simulation, seed 1: the learner's list was cut with what its log did not hold. */
  @Test
  void aLearnerKeepsTheListItCameWith() {
    take(claim(5, listed(5, 50, A, B, C, D)));
    take(append(5, LogPosition.ORIGIN, 0, data(1, 1, 2)));
    assertThat(replica.copies()).isEqualTo(listed(5, 50, A, B, C, D));
  }

  /** Else a list that was given up could come back with a learner that it was told to. */
  @Test
  void aBarrierStatesTheListInForce() {
    take(claim(5, listed(5, 50, A, B, C, D)));
    take(claim(6, first(A, B, C)));
    take(append(6, LogPosition.ORIGIN, 0, Batch.barrier(listed(6, 1, A, B, C))));
    assertThat(replica.copies()).isEqualTo(listed(6, 1, A, B, C));
  }

  @Test
  void eventsReplayedGiveTheSameState() {
    claimAndFill(1, 3);
    take(append(1, at(1, 3), 0, Batch.copies(listed(1, 4, A, B))));
    take(claim(2, first(A, B, C)));
    take(append(2, at(1, 2), 0, Batch.barrier(listed(2, 3, A, B, C))));
    ReplicaLog replayed = new ReplicaLog();
    journal.forEach(replayed::apply);
    assertThat(replayed).usingRecursiveComparison().isEqualTo(replica);
  }

  @Test
  void aReplicaWithoutAClaimExistsNotAndRefuses() {
    assertThat(replica.exists()).isFalse();
    assertThat(take(append(1, LogPosition.ORIGIN, 0, data(1, 1, 1))))
        .isEqualTo(new AppendRefused(epoch(1), Epoch.NONE));
  }

  @Test
  void aCopyIsClosedOnceItsEndIsCommitted() {
    claimAndFill(1, 2);
    take(append(1, at(1, 2), 2, Batch.seal(at(1, 3))));
    take(append(1, at(1, 3), 3, Batch.next(at(1, 4))));
    assertThat(replica.end()).isEqualTo(new ChunkEnd(3, 4));
    assertThat(replica.closing()).isEmpty();
    take(append(1, at(1, 4), 4));
    Event closing = replica.closing().orElseThrow();
    persist(closing);
    assertThat(replica.isClosed()).isTrue();
    assertThat(replica.closing()).isEmpty();
    ReplicaLog again = new ReplicaLog();
    journal.forEach(again::apply);
    assertThat(again.isClosed()).isTrue();
    assertThat(again.committed()).isEqualTo(4);
  }

  @Test
  void anEndThatIsCutOffEndsNothing() {
    claimAndFill(1, 2);
    take(append(1, at(1, 2), 2, Batch.seal(at(1, 3)), Batch.next(at(1, 4))));
    take(claim(2, first(A, B, C)));
    assertThat(take(append(2, at(1, 2), 2, data(2, 3, 2)))).isInstanceOf(Accepted.class);
    assertThat(replica.end()).isEqualTo(ChunkEnd.NONE);
    take(append(2, at(2, 4), 4));
    assertThat(replica.closing()).isEmpty();
  }
}
