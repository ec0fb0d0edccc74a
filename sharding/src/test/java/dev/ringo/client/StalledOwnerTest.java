package dev.ringo.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.domain.DomainEntity.PutBatch;
import dev.ringo.domain.Domains;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.ExternalValue;
import dev.ringo.entry.ValueDigest;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * An entry that no copy can take, as its value is nowhere, does not hold up the others for ever.
 */
final class StalledOwnerTest {

  @Test
  void puttingGoesOnWithoutAnEntryWhoseValueIsNowhere() throws Exception {
    Map<String, Object> settings = Map.of("ringo.replication.stalled-after", "1 s");
    try (LocalCluster cluster = LocalCluster.start(3, 0, settings)) {
      RingoClient client = cluster.client(0);
      DomainName domain = DomainName.of("d");
      Duration patience = Duration.ofSeconds(30);
      client
          .create(domain, CreateOptions.within(patience))
          .toCompletableFuture()
          .get(60, TimeUnit.SECONDS);
      ValueDigest digest = new ValueDigest();
      digest.add(ByteBuffer.wrap(new byte[10]));
      EntryId id = EntryId.at(System.currentTimeMillis() / 1000);
      ExternalValue nowhere = digest.describe(id);
      byte[] note = nowhere.note();
      byte[] frame = nowhere.frame(id, new byte[] {1});
      byte[] entry = Arrays.copyOf(note, note.length + frame.length);
      System.arraycopy(frame, 0, entry, note.length, frame.length);
      Domains.get(cluster.system(0))
          .tell(
              new PutBatch(
                  1,
                  ChunkId.of(0, domain),
                  false,
                  entry,
                  cluster.system(0).<dev.ringo.domain.DomainEntity.PutReply>deadLetters()));
      PutResult put =
          client
              .put(domain, new byte[] {1}, new byte[] {2}, PutOptions.within(patience))
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);
      assertThat(put).isInstanceOf(PutResult.Stored.class);
      GetResult.Found found =
          (GetResult.Found)
              client
                  .get(domain, new byte[] {1}, GetOptions.within(patience))
                  .toCompletableFuture()
                  .get(60, TimeUnit.SECONDS);
      assertThat(found.values()).hasSize(1);
    }
  }
}
