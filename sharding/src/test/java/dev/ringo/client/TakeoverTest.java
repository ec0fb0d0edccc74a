package dev.ringo.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.client.CreateResult.Created;
import dev.ringo.client.Failure.Reason;
import dev.ringo.client.GetResult.Found;
import dev.ringo.client.PutResult.NotStored;
import dev.ringo.client.PutResult.Stored;
import dev.ringo.ring.DomainName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TakeoverTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final PutOptions PUT = PutOptions.within(PATIENCE);
  private static final GetOptions GET = GetOptions.within(PATIENCE);
  private static final DomainName DOMAIN = DomainName.of("events");

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(90, TimeUnit.SECONDS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatAnOwnerAcknowledgedIsThereAfterItsNodeCrashed() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(3, 0, Map.of())) {
      Created created =
          (Created) await(cluster.client(0).create(DOMAIN, CreateOptions.within(PATIENCE)));
      RingoClient client = cluster.client((cluster.indexOf(created.owner().id()) + 1) % 3);
      PutOptions once = PUT.withIdempotencyKey("once");
      Stored first = (Stored) await(client.put(DOMAIN, bytes("once"), bytes("v"), once));
      List<CompletionStage<PutResult>> puts = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        puts.add(client.put(DOMAIN, bytes("k" + i), bytes("v" + i), PUT));
        if (i == 500) {
          await(puts.get(0));
          cluster.crash(cluster.indexOf(created.owner().id()));
        }
      }
      for (CompletionStage<PutResult> put : puts) {
        assertThat(await(put)).isInstanceOf(Stored.class);
      }
      for (int i = 0; i < 1_000; i++) {
        Found found = (Found) await(client.get(DOMAIN, bytes("k" + i), GET));
        assertThat(found.values()).hasSize(1);
        assertThat(found.values().get(0).bytes()).isEqualTo(bytes("v" + i));
      }
      Stored again = (Stored) await(client.put(DOMAIN, bytes("once"), bytes("v"), once));
      assertThat(again.entry()).isEqualTo(first.entry());
      assertThat(again.owner()).isNotEqualTo(first.owner());
    }
  }

  @Test
  void whatIsLeftOfThreeCopiesGoesOnWithAllThatWasAcknowledged() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(3, 0, Map.of())) {
      Created created =
          (Created) await(cluster.client(0).create(DOMAIN, CreateOptions.within(PATIENCE)));
      for (int i = 0; i < 200; i++) {
        assertThat(await(cluster.client(i % 3).put(DOMAIN, bytes("k" + i), bytes("v" + i), PUT)))
            .isInstanceOf(Stored.class);
      }
      // Not one after the other: the second is gone before the first is missed.
      cluster.crash(cluster.indexOf(created.owner().id()), 1);
      RingoClient left = cluster.client(0);
      assertThat(await(left.put(DOMAIN, bytes("more"), bytes("w"), PUT)))
          .isInstanceOf(Stored.class);
      for (int i = 0; i < 200; i++) {
        Found found = (Found) await(left.get(DOMAIN, bytes("k" + i), GET));
        assertThat(found.values()).hasSize(1);
      }
      GetOptions any = GET.withRead(GetOptions.Read.ANY);
      assertThat(((Found) await(left.get(DOMAIN, bytes("k0"), any))).values()).hasSize(1);
    }
  }

  @Test
  void aFullStoreTakesNoMorePutsAndGoesOnWithGets() throws Exception {
    try (LocalCluster cluster =
        LocalCluster.start(1, 0, Map.of("ringo.memory.max-bytes", "200 kB"))) {
      RingoClient client = cluster.client(0);
      await(client.create(DOMAIN, CreateOptions.within(PATIENCE)));
      PutResult result = null;
      int stored = 0;
      for (int i = 0; i < 100; i++) {
        result = await(client.put(DOMAIN, bytes("k" + i), new byte[10_000], PUT));
        stored += result instanceof Stored ? 1 : 0;
      }
      assertThat(((NotStored) result).failure().reason()).isEqualTo(Reason.FULL);
      assertThat(stored).isBetween(15, 25);
      for (int i = 0; i < stored; i++) {
        Found found = (Found) await(client.get(DOMAIN, bytes("k" + i), GET));
        assertThat(found.values()).hasSize(1);
      }
    }
  }
}
