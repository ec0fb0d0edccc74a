package dev.ringo.testkit.bench;

import akka.actor.typed.ActorSystem;
import dev.ringo.client.CreateOptions;
import dev.ringo.client.CreateResult;
import dev.ringo.client.CreateResult.CreateFailed;
import dev.ringo.client.PutOptions;
import dev.ringo.client.PutResult.Stored;
import dev.ringo.client.RingoClient;
import dev.ringo.node.CommandFailure;
import dev.ringo.node.start.ClientMember;
import dev.ringo.node.start.Endpoint;
import dev.ringo.ring.DomainName;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Puts entries into one domain as quickly as the Java client can, each until it is stored. */
final class StoreFiller implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int UNDER_WAY = 1_000;
  private static final int MOST_TRIES = 20;
  private static final long PACE_NANOS = Duration.ofSeconds(10).toNanos();

  private final ActorSystem<?> system;
  private final RingoClient client;
  private final DomainName domain;
  private final AtomicReference<String> failure = new AtomicReference<>();
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong nextWordNanos = new AtomicLong();

  StoreFiller(Endpoint node, String domain) {
    this.system = ClientMember.join(node.host(), List.of(node), List.of());
    this.client = RingoClient.get(system);
    this.domain = DomainName.of(domain);
  }

  /** Creates the domain with one copy, and one entry. */
  void create(StoredEntries entries) {
    CreateResult result =
        client
            .create(domain, CreateOptions.within(TIMEOUT).withReplicas(0))
            .toCompletableFuture()
            .join();
    if (result instanceof CreateFailed failed) {
      throw CommandFailure.failed("the domain cannot be created: " + failed.failure().message());
    }
    put(entries, 1);
  }

  /** Puts the entries that were not put yet, up to a number. */
  void put(StoredEntries entries, long upTo) {
    Phaser chains = new Phaser(1);
    chains.bulkRegister(UNDER_WAY);
    nextWordNanos.set(System.nanoTime() + PACE_NANOS);
    for (int i = 0; i < UNDER_WAY; i++) {
      putNext(entries, upTo, chains);
    }
    chains.arriveAndAwaitAdvance();
    next.set(upTo);
    if (failure.get() != null) {
      throw CommandFailure.failed("a value cannot be put: " + failure.get());
    }
  }

  private void putNext(StoredEntries entries, long upTo, Phaser chains) {
    long number = next.getAndIncrement();
    if (number >= upTo || failure.get() != null) {
      chains.arriveAndDeregister();
      return;
    }
    tellProgress(number, upTo);
    put(entries, upTo, number, MOST_TRIES, chains);
  }

  private void put(StoredEntries entries, long upTo, long number, int triesLeft, Phaser chains) {
    client
        .put(domain, entries.keyBytes(number), entries.value(number), PutOptions.within(TIMEOUT))
        .whenCompleteAsync(
            (result, bug) -> {
              if (bug == null && result instanceof Stored) {
                putNext(entries, upTo, chains);
              } else if (triesLeft > 1) {
                put(entries, upTo, number, triesLeft - 1, chains);
              } else {
                failure.set(bug == null ? result.toString() : bug.toString());
                chains.arriveAndDeregister();
              }
            },
            system.executionContext());
  }

  private void tellProgress(long number, long upTo) {
    long word = nextWordNanos.get();
    if (System.nanoTime() - word > 0 && nextWordNanos.compareAndSet(word, word + PACE_NANOS)) {
      System.err.printf(Locale.ROOT, "store: %,d of %,d entries%n", number, upTo);
    }
  }

  @Override
  public void close() {
    ClientMember.leave(system);
  }
}
