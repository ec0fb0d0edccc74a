package dev.ringo.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.ringo.domain.DomainEntity.PutReply;
import dev.ringo.domain.DomainEntity.PutStatus;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class PutLaneTest {

  private static final DomainName DOMAIN = DomainName.of("d");
  private static final NodeName OWNER = new NodeName(NodeId.random(), "localhost");
  private static final Duration ATTEMPT = Duration.ofSeconds(1);

  private final List<ChunkId> sentTo = new ArrayList<>();
  private final List<byte[]> sent = new ArrayList<>();
  private final KnownChunks chunks = new KnownChunks(domain -> Optional.empty());
  private final PutLane lane =
      new PutLane(
          DOMAIN,
          chunks,
          ClientSettings.from(ConfigFactory.load().getConfig("ringo")),
          (request, chunk, entries) -> {
            sentTo.add(chunk);
            sent.add(entries);
          },
          Runnable::run);
  private long now = System.nanoTime();
  private long requests;

  private CompletableFuture<PutResult> put() {
    CompletableFuture<PutResult> result = new CompletableFuture<>();
    long deadline = now + Duration.ofMinutes(1).toNanos();
    lane.add(
        new PendingPut(
            EntryId.at(1), new byte[] {1}, new byte[0], Optional.empty(), deadline, result));
    return result;
  }

  private void pump() {
    now += Duration.ofSeconds(2).toNanos();
    assertThat(lane.pump(++requests, now)).isTrue();
  }

  private void answer(PutStatus status, long known) {
    lane.answered(
        new PutReply(requests, OWNER, new PutStatus[] {status}, new long[] {1}, 0, known));
  }

  private ChunkId newest() {
    return sentTo.get(sentTo.size() - 1);
  }

  @Test
  void whatASealedChunkRefusesGoesToTheNewestOne() {
    CompletableFuture<PutResult> result = put();
    pump();
    assertThat(newest()).isEqualTo(ChunkId.of(0, DOMAIN));
    answer(PutStatus.SEALED, 3);
    pump();
    assertThat(newest()).isEqualTo(ChunkId.of(2, DOMAIN));
    answer(PutStatus.STORED, 3);
    assertThat(((PutResult.Stored) result.join()).chunk()).isEqualTo(ChunkId.of(2, DOMAIN));
  }

  @Test
  void aPutThatMayBeStoredStaysWithItsChunkUntilThatAnswers() {
    CompletableFuture<PutResult> uncertain = put();
    pump();
    lane.tick(now + ATTEMPT.toNanos() + 1, ATTEMPT);
    answer(PutStatus.UNAVAILABLE, 0);
    chunks.learn(DOMAIN, 2);
    CompletableFuture<PutResult> fresh = put();
    pump();
    assertThat(newest()).isEqualTo(ChunkId.of(0, DOMAIN));
    answer(PutStatus.STORED, 1);
    assertThat(uncertain).isCompletedWithValueMatching(PutResult.Stored.class::isInstance);
    assertThat(fresh).isNotCompleted();
    pump();
    assertThat(newest()).isEqualTo(ChunkId.of(1, DOMAIN));
  }

  @Test
  void aPutWhoseIdIsTakenIsPutAgainUnderAnotherOne() {
    CompletableFuture<PutResult> result = put();
    pump();
    answer(PutStatus.ID_TAKEN, 1);
    pump();
    assertThat(newest()).isEqualTo(ChunkId.of(0, DOMAIN));
    assertThat(sent).hasSize(2);
    assertThat(Frame.at(sent.get(1), 0).id()).isNotEqualTo(Frame.at(sent.get(0), 0).id());
    answer(PutStatus.STORED, 1);
    assertThat(result).isCompletedWithValueMatching(PutResult.Stored.class::isInstance);
  }
}
