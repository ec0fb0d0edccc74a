package dev.ringo.replication;

import static dev.ringo.replication.Scripts.A;
import static dev.ringo.replication.Scripts.B;
import static dev.ringo.replication.Scripts.C;
import static dev.ringo.replication.Scripts.claim;
import static dev.ringo.replication.Scripts.data;
import static dev.ringo.replication.Scripts.epoch;
import static dev.ringo.replication.Scripts.first;
import static dev.ringo.replication.Scripts.frames;
import static dev.ringo.replication.Scripts.granted;
import static dev.ringo.replication.Scripts.log;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.replication.CopyFeed.Limits;
import dev.ringo.replication.Protocol.Accepted;
import dev.ringo.replication.Protocol.AppendRefused;
import dev.ringo.replication.Protocol.ClaimRefused;
import dev.ringo.replication.Protocol.Confirmed;
import dev.ringo.replication.Protocol.Mismatch;
import dev.ringo.replication.Protocol.NoRoom;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyFeedTest {

  private static final int ENTRY = frames(1, 1).length;

  private final FeedRecorder recorder = new FeedRecorder();
  private final CopyFeed feed =
      new CopyFeed(claim(5, first(A, B, C)), new Limits(2 * ENTRY, 3 * ENTRY), recorder);

  private List<String> happened() {
    return recorder.happened();
  }

  /** Granted by a copy with this log, begun with the owner's. */
  private void begin(EpochRuns copys, EpochRuns owners) {
    feed.start();
    feed.received(granted(5, copys, first(A, B, C)));
    feed.begin(owners);
  }

  private void accept(long index) {
    accept(index, 0);
  }

  private void accept(long index, long committed) {
    feed.received(new Accepted(epoch(5), index, committed, false));
  }

  @Test
  void itClaimsUntilItIsAnswered() {
    feed.start();
    feed.tick();
    assertThat(happened()).containsExactly("claim", "claim");
    feed.received(granted(5, log(), first(A, B, C)));
    feed.received(granted(5, log(), first(A, B, C)));
    assertThat(happened()).containsExactly("granted");
  }

  @Test
  void oneAppendIsUnderWayWhileTheNextGathers() {
    begin(log(), log());
    happened();
    feed.offer(data(5, 1, 1));
    feed.offer(data(5, 2, 1));
    feed.offer(data(5, 3, 1));
    assertThat(happened()).containsExactly("append after 0 to 1, committed 0");
    accept(1);
    assertThat(happened()).containsExactly("matched 1", "append after 1 to 3, committed 0");
  }

  @Test
  void anAppendWithoutAnAnswerIsSentAgain() {
    begin(log(), log());
    feed.offer(data(5, 1, 1));
    happened();
    feed.tick();
    assertThat(happened()).isEmpty();
    feed.tick();
    assertThat(happened()).containsExactly("append after 0 to 1, committed 0");
    accept(1);
    happened();
    feed.tick();
    feed.tick();
    assertThat(happened()).isEmpty();
  }

  @Test
  void whatTheCopyLacksIsFetched() {
    begin(log(1), log(1, 1, 1));
    assertThat(happened()).containsExactly("claim", "granted", "matched 1", "fetch 2");
    feed.fetched(List.of());
    feed.tick();
    feed.tick();
    assertThat(happened()).containsExactly("fetch 2");
    feed.fetched(List.of(data(1, 1, 2)));
    assertThat(happened()).containsExactly("append after 1 to 2, committed 0");
    accept(2);
    assertThat(happened()).containsExactly("matched 2", "fetch 3");
  }

  /** The barrier was once asked for twice, 600 ms apart, as no other copy had it the first time. */
  @Test
  void whatIsOfferedBeforeItBeginsIsNotFetched() {
    feed.start();
    feed.offer(data(5, 2, 1));
    feed.received(granted(5, log(1), first(A, B, C)));
    feed.begin(log(1, 5));
    assertThat(happened()).contains("matched 1", "append after 1 to 2, committed 0");
  }

  @Test
  void aLogThatPartsFromTheOwnersIsFedFromThere() {
    begin(log(1, 2, 2), log(1, 3));
    assertThat(happened()).contains("matched 1", "fetch 2");
  }

  @Test
  void aMismatchMovesItBack() {
    begin(log(1, 1), log(1, 1));
    feed.offer(data(5, 3, 1));
    happened();
    feed.received(new Mismatch(epoch(5), log(1)));
    assertThat(happened()).isEmpty();
    feed.received(new Mismatch(epoch(5), log(1, 1)));
    assertThat(happened()).containsExactly("append after 2 to 3, committed 0");
  }

  @Test
  void lateAnswersChangeNothing() {
    begin(log(), log());
    feed.offer(data(5, 1, 2));
    accept(2);
    feed.offer(data(5, 3, 1));
    happened();
    accept(1);
    feed.received(new Mismatch(epoch(5), log()));
    feed.received(new AppendRefused(epoch(4), epoch(9)));
    feed.received(new Accepted(epoch(4), 7, 0, false));
    assertThat(happened()).containsExactly("matched 2");
  }

  @Test
  void aHigherEpochIsReported() {
    begin(log(), log());
    happened();
    feed.received(new AppendRefused(epoch(5), epoch(6)));
    feed.received(new ClaimRefused(epoch(5), epoch(7)));
    feed.received(new Confirmed(epoch(8), 1));
    assertThat(happened()).containsExactly("refused by 6", "refused by 7", "refused by 8");
  }

  @Test
  void anIdleCopyIsToldWhatIsCommitted() {
    begin(log(), log());
    feed.offer(data(5, 1, 1));
    accept(1);
    happened();
    feed.committed(1);
    feed.tick();
    assertThat(happened()).containsExactly("append after 1 to 1, committed 1");
    accept(1, 1);
    happened();
    feed.tick();
    assertThat(happened()).isEmpty();
  }

  /** Found by the simulation, seed 1044513: a late answer was taken for that to a lost message. */
  @Test
  void itIsToldUntilItSaysThatItKnows() {
    begin(log(), log());
    feed.offer(data(5, 1, 1));
    accept(1);
    feed.committed(1);
    feed.tick();
    happened();
    accept(1);
    feed.tick();
    assertThat(happened()).containsExactly("matched 1", "append after 1 to 1, committed 1");
  }

  /** Found by the simulation, seed 1012296: an entry was both fetched and queued. */
  @Test
  void anEntryThatCameTwiceIsSentOnce() {
    begin(log(), log(1));
    feed.offer(data(5, 2, 1));
    feed.fetched(List.of(data(1, 1, 1), data(5, 2, 1)));
    feed.offer(data(5, 3, 1));
    happened();
    feed.restarted();
    feed.received(granted(5, log(1), first(A, B, C)));
    assertThat(happened()).contains("append after 1 to 3, committed 0");
    assertThat(recorder.lastAppend().batches())
        .allSatisfy(batch -> assertThat(batch.count()).isPositive());
  }

  @Test
  void aRestartedCopyIsClaimedAgainAndToldAgain() {
    begin(log(), log());
    feed.offer(data(5, 1, 1));
    accept(1);
    feed.committed(1);
    feed.tick();
    accept(1, 1);
    feed.offer(data(5, 2, 1));
    happened();

    feed.restarted();
    feed.restarted();
    feed.tick();
    assertThat(happened()).containsExactly("claim", "claim");
    feed.received(granted(5, log(5), first(A, B, C)));
    assertThat(happened()).contains("append after 1 to 2, committed 1");
  }

  /** Found by the simulation, seed 89: an owner without room for puts never heard of room again. */
  @Test
  void aFullCopyIsAskedUntilItHasRoom() {
    begin(log(), log());
    feed.offer(data(5, 1, 1));
    feed.received(new NoRoom(epoch(5)));
    feed.received(new Accepted(epoch(5), 1, 0, true));
    assertThat(happened()).contains("matched 0, full", "matched 1, full");
    feed.tick();
    assertThat(happened()).containsExactly("append after 1 to 1, committed 0");
    accept(1);
    feed.tick();
    assertThat(happened()).containsExactly("matched 1");
  }

  @Test
  void onlyWhatIsCommittedIsDroppedFromALongQueue() {
    begin(log(), log());
    for (int index = 1; index <= 9; index++) {
      feed.offer(data(5, index, 1));
    }
    happened();
    accept(1);
    assertThat(happened()).contains("append after 1 to 3, committed 0");
    feed.committed(8);
    accept(3);
    assertThat(happened()).contains("fetch 4");
  }

  /** Found by the simulation, seed 120609351: a copy never heard what was committed. */
  @Test
  void whatIsFetchedIsNotWaitedForWhenTheCopyTurnsOutToHaveIt() {
    begin(log(), log(1));
    assertThat(happened()).contains("fetch 1");
    accept(1);
    feed.committed(1);
    happened();
    feed.tick();
    assertThat(happened()).containsExactly("append after 1 to 1, committed 1");
  }

  @Test
  void aRoundIsAskedForUntilItIsConfirmed() {
    begin(log(), log());
    happened();
    feed.confirm(1);
    feed.tick();
    assertThat(happened()).containsExactly("confirm 1", "confirm 1");
    feed.received(new Confirmed(epoch(4), 1));
    feed.received(new Confirmed(epoch(5), 1));
    feed.received(new Confirmed(epoch(5), 1));
    feed.tick();
    assertThat(happened()).containsExactly("confirmed 1");
  }
}
