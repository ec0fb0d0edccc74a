package dev.ringo.replication;

import static dev.ringo.replication.Scripts.A;
import static dev.ringo.replication.Scripts.B;
import static dev.ringo.replication.Scripts.C;
import static dev.ringo.replication.Scripts.D;
import static dev.ringo.replication.Scripts.INFO;
import static dev.ringo.replication.Scripts.epoch;
import static dev.ringo.replication.Scripts.first;
import static dev.ringo.replication.Scripts.listed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.replication.Survey.Answer;
import dev.ringo.replication.Survey.Found;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SurveyTest {

  private final Survey survey = new Survey(List.of(A, B, C, D));

  private void has(ReplicaId member, CopiesAt copies, int promised) {
    Found found = new Found(INFO, copies, epoch(promised));
    survey.answered(member, new Answer(member, Optional.of(found), Epoch.NONE));
  }

  private void hasNot(ReplicaId member, Epoch promised) {
    survey.answered(member, new Answer(member, Optional.empty(), promised));
  }

  @Test
  void aListIsFoundOnceItsMajorityAnswered() {
    has(A, first(A, B, C), 2);
    assertThat(survey.found()).isEmpty();
    hasNot(D, Epoch.NONE);
    assertThat(survey.found()).isEmpty();
    has(B, first(A, B, C), 3);
    assertThat(survey.found()).map(Found::copies).contains(first(A, B, C));
    assertThat(survey.highestEpoch()).isEqualTo(epoch(3));
  }

  @Test
  void theNewestListCounts() {
    has(A, first(A, B, C), 1);
    has(D, listed(2, 7, B, C, D), 2);
    assertThat(survey.found()).isEmpty();
    has(C, first(A, B, C), 1);
    assertThat(survey.found()).map(Found::copies).contains(listed(2, 7, B, C, D));
  }

  @Test
  void aChunkIsNowhereOnlyIfAllMembersSaySo() {
    hasNot(A, Epoch.NONE);
    hasNot(B, Epoch.NONE);
    hasNot(C, epoch(4));
    assertThat(survey.nowhere()).isFalse();
    assertThat(survey.awaited()).containsExactly(D);
    hasNot(D, Epoch.NONE);
    assertThat(survey.nowhere()).isTrue();
    assertThat(survey.highestEpoch()).isEqualTo(epoch(4));
    assertThat(survey.replicas()).containsExactlyInAnyOrder(A, B, C, D);
  }

  @Test
  void aListWithoutAnAnswerFromItsMajorityIsNotClaimed() {
    has(A, first(A, B, C), 1);
    hasNot(D, Epoch.NONE);
    assertThat(survey.found()).isEmpty();
    assertThat(survey.nowhere()).isFalse();
  }

  @Test
  void onceAllHaveAnsweredTheNewestListIsFoundWhoeverIsLeftOfIt() {
    has(A, first(A, B, C), 1);
    hasNot(B, Epoch.NONE);
    hasNot(C, Epoch.NONE);
    survey.answered(B, new Answer(Scripts.replica(9), Optional.empty(), Epoch.NONE));
    hasNot(D, Epoch.NONE);
    assertThat(survey.found()).map(Found::copies).contains(first(A, B, C));
  }

  @Test
  void withoutAnyAnswerNothingIsKnown() {
    Survey ofNobody = new Survey(List.of());
    assertThat(ofNobody.nowhere()).isFalse();
    assertThat(ofNobody.highestEpoch()).isEqualTo(Epoch.NONE);
  }
}
