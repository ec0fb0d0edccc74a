package dev.ringo.replica;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.ringo.replica.CopyReader.ReadStatus;
import dev.ringo.replica.Replica.ClaimReply;
import dev.ringo.replica.ReplicaHost.ClaimCopy;
import dev.ringo.replica.ReplicaHost.DropCopy;
import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.Protocol.ClaimRefused;
import dev.ringo.replication.Protocol.CopyGone;
import dev.ringo.replication.Protocol.Granted;
import dev.ringo.replication.ReplicaId;
import dev.ringo.replication.Survey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a node on disk knows after it was started again. */
final class ReplicaOnDiskTest extends ReplicaOnDisk {

  @Test
  void itHasWhatItHadAndGoesOn() {
    append(EPOCH, 0, entry("a", "1"), entry("b", "2"), entry("a", "3"));
    assertThat(valuesOf("a")).containsExactly("1", "3");

    restart();
    Survey.Answer answer = ask(Optional.empty());
    assertThat(answer.replica()).isEqualTo(COPY);
    assertThat(answer.found().orElseThrow().promised()).isEqualTo(EPOCH);
    assertThat(valuesOf("a")).containsExactly("1", "3");
    assertThat(claim(COPY, new Epoch(2, 9)).reply()).isInstanceOf(ClaimRefused.class);

    append(new Epoch(4, 7), 3, entry("a", "4"));
    restart();
    ask(Optional.empty());
    assertThat(valuesOf("a")).containsExactly("1", "3", "4");
    assertThat(published.get(CHUNK.id()).entries().entries()).isEqualTo(4);
  }

  @Test
  void entriesThatWereCutOffStayCutOff() {
    append(EPOCH, 0, entry("a", "1"), entry("a", "never committed"), entry("a", "nor this"));
    append(new Epoch(4, 7), 1, entry("a", "2"));
    assertThat(valuesOf("a")).containsExactly("1", "2");

    restart();
    ask(Optional.empty());
    assertThat(valuesOf("a")).containsExactly("1", "2");
    assertThat(published.get(CHUNK.id()).entries().entries()).isEqualTo(2);
  }

  @Test
  void aDroppedReplicaIsNeverMadeAgainAndAnotherOneIs() {
    append(EPOCH, 0, entry("a", "1"));
    host.tell(new DropCopy(COPY, CHUNK.id(), EPOCH));
    testKit
        .createTestProbe()
        .awaitAssert(
            LIMIT,
            () -> {
              assertThat(published).isEmpty();
              return null;
            });

    restart();
    assertThat(claim(COPY, new Epoch(5, 1)).reply()).isInstanceOf(CopyGone.class);
    assertThat(ask(Optional.empty()).found()).isEmpty();
    assertThat(claim(new ReplicaId(NODE, 1, 2), new Epoch(2, 1)).reply())
        .isInstanceOf(ClaimRefused.class);
    assertThat(claim(new ReplicaId(NODE, 1, 2), new Epoch(5, 1)).reply())
        .isInstanceOf(Granted.class);
    assertThat(published.get(CHUNK.id()).log().last()).isZero();
  }

  @Test
  void aReplicaWhoseFilesWereLostIsNeverMadeAgainAndAnotherOneIs() throws IOException {
    append(EPOCH, 0, entry("a", "1"));
    stop();
    Path lost = directory.resolve("rdomain-" + CHUNK.id());
    Files.delete(lost.resolve("data"));
    Files.delete(lost.resolve("info"));
    Files.delete(lost);

    start();
    TestProbe<ClaimReply> replies = testKit.createTestProbe();
    Claim claim =
        new Claim(COPY, new Epoch(9, 1), CHUNK, CopiesAt.first(EPOCH, new Copies(List.of(COPY))));
    // The first ones get no answer: it finds out that the files are lost, and keeps that in mind.
    ClaimReply reply = awaitAnswer(replies, () -> host.tell(new ClaimCopy(claim, replies.ref())));
    assertThat(reply.reply()).isInstanceOf(CopyGone.class);
    assertThat(claim(new ReplicaId(NODE, 1, 2), new Epoch(9, 1)).reply())
        .isInstanceOf(Granted.class);
  }

  @Test
  void aPromiseOfAChunkThatItDoesNotHaveStands() {
    assertThat(ask(Optional.of(new Epoch(5, 1))).promised()).isEqualTo(new Epoch(5, 1));

    restart();
    assertThat(ask(Optional.empty()).promised()).isEqualTo(new Epoch(5, 1));
    assertThat(claim(COPY, new Epoch(4, 1)).reply()).isInstanceOf(ClaimRefused.class);
  }

  /** The trailer, which says that there was an event, in more than a byte. */
  @Test
  void aCopyThatCannotBeReadIsLeftUntilItMayBePutAside() throws IOException {
    append(EPOCH, 0, entry("a", "the first"), entry("b", "the second"), entry("c", "the third"));
    for (int at = 16; at < 40; at += 5) {
      damage("the second", at);
    }
    start();
    TestProbe<ReplicaHost.Answered> nothing = testKit.createTestProbe();
    host.tell(new ReplicaHost.AskForCopy(CHUNK.id(), 1, Optional.empty(), nothing.ref()));
    nothing.expectNoMessage(Duration.ofMillis(300));

    host.tell(new ReplicaHost.PutAside(CHUNK.id()));
    TestProbe<ClaimReply> replies = testKit.createTestProbe();
    Claim claim =
        new Claim(COPY, new Epoch(9, 1), CHUNK, CopiesAt.first(EPOCH, new Copies(List.of(COPY))));
    ClaimReply reply = awaitAnswer(replies, () -> host.tell(new ClaimCopy(claim, replies.ref())));
    assertThat(reply.reply()).isInstanceOf(CopyGone.class);
    assertThat(directory.toFile().list()).anyMatch(name -> name.startsWith("damaged."));
    assertThat(claim(new ReplicaId(NODE, 1, 2), new Epoch(9, 1)).reply())
        .isInstanceOf(Granted.class);

    restart();
    assertThat(ask(Optional.empty()).replica()).isEqualTo(new ReplicaId(NODE, 1, 2));
  }

  @Test
  void aDamagedValueIsNotReturnedAndTheOthersAre() throws IOException {
    append(EPOCH, 0, entry("a", "the first"), entry("b", "the second"), entry("c", "the third"));
    damage("the second");

    start();
    ask(Optional.empty());
    assertThat(valuesOf("a")).containsExactly("the first");
    assertThat(read("b").status()).isEqualTo(ReadStatus.DAMAGED);
    assertThat(valuesOf("c")).containsExactly("the third");
    assertThat(published.get(CHUNK.id()).entries().isDamaged()).isTrue();
    append(new Epoch(4, 7), 3, entry("c", "the fourth"));
    assertThat(valuesOf("c")).containsExactly("the third", "the fourth");
  }

  @Test
  void whoseKeyIsLostMayBeUnderAnyKey() throws IOException {
    append(EPOCH, 0, entry("a", "the first"), entry("key of the second", "2"), entry("c", "3"));
    // The head, whose CRC covers the length of the key.
    damage("key of the second", -5);

    start();
    assertThat(ask(Optional.empty()).found()).isPresent();
    assertThat(published.get(CHUNK.id()).log().last()).isEqualTo(3);
    assertThat(read("a").status()).isEqualTo(ReadStatus.DAMAGED);
    assertThat(read("c").status()).isEqualTo(ReadStatus.DAMAGED);
    assertThat(published.get(CHUNK.id()).entries().read(3, 3, 1_000)).hasSize(1);
  }
}
