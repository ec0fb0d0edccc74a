package dev.ringo.testkit.bench;

import akka.actor.typed.ActorSystem;
import dev.ringo.client.CreateOptions;
import dev.ringo.client.CreateResult;
import dev.ringo.client.CreateResult.CreateFailed;
import dev.ringo.client.Failure;
import dev.ringo.client.GetOptions;
import dev.ringo.client.GetResult;
import dev.ringo.client.GetResult.Found;
import dev.ringo.client.GetResult.GetFailed;
import dev.ringo.client.PutOptions;
import dev.ringo.client.PutResult;
import dev.ringo.client.PutResult.NotStored;
import dev.ringo.client.PutResult.Stored;
import dev.ringo.client.RingoClient;
import dev.ringo.node.CommandFailure;
import dev.ringo.node.start.ClientMember;
import dev.ringo.node.start.Endpoint;
import dev.ringo.ring.DomainName;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Through the actor-level client, in a member of the cluster that holds no copies. */
final class ActorLoad implements Load {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String GOOD = "";

  private final ActorSystem<?> system;
  private final RingoClient client;
  private final int outstanding;
  private final OptionalInt replicas;

  ActorLoad(List<Endpoint> nodes, int outstanding, OptionalInt replicas) {
    this.system = ClientMember.join(addressTowards(nodes.get(0)), nodes, List.of());
    this.client = RingoClient.get(system);
    this.outstanding = outstanding;
    this.replicas = replicas;
  }

  /** The address of this machine at which that node can reach it. */
  private static String addressTowards(Endpoint node) {
    try (Socket socket = new Socket(node.host(), node.port())) {
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException e) {
      throw CommandFailure.failed("--join " + node + ": no node answers: " + e.getMessage());
    }
  }

  @Override
  public void create(String domain) {
    CreateOptions options = CreateOptions.within(TIMEOUT);
    CreateResult result =
        client
            .create(
                DomainName.of(domain),
                replicas.isPresent() ? options.withReplicas(replicas.getAsInt()) : options)
            .toCompletableFuture()
            .join();
    if (result instanceof CreateFailed failed) {
      throw CommandFailure.failed("the domain cannot be created: " + failed.failure().message());
    }
  }

  @Override
  public void fill(Work work, long keys) {
    AtomicLong next = new AtomicLong();
    Measurement unmeasured = new Measurement(Duration.ZERO, Duration.ofDays(1));
    inChains(
        () -> next.get() >= keys,
        () -> fill(work, bytes(Work.key(next.getAndIncrement()))),
        unmeasured);
    if (unmeasured.failures() > 0) {
      throw CommandFailure.failed("not all values could be put: " + unmeasured.report(0));
    }
  }

  private CompletionStage<String> fill(Work work, byte[] key) {
    return get(work, key)
        .thenCompose(
            there -> there.equals(GOOD) ? CompletableFuture.completedFuture(GOOD) : put(work, key));
  }

  @Override
  public void run(Work work, Measurement measurement) {
    Function<byte[], CompletionStage<String>> request =
        work.put() ? key -> put(work, key) : key -> get(work, key);
    inChains(measurement::isOver, () -> request.apply(bytes(work.nextKey())), measurement);
  }

  /** Keeps as many requests under way as there are connections, each followed by the next. */
  private void inChains(
      BooleanSupplier over, Supplier<CompletionStage<String>> request, Measurement measurement) {
    Phaser chains = new Phaser(1);
    chains.bulkRegister(outstanding);
    for (int i = 0; i < outstanding; i++) {
      next(over, request, measurement, chains);
    }
    chains.arriveAndAwaitAdvance();
  }

  private void next(
      BooleanSupplier over,
      Supplier<CompletionStage<String>> request,
      Measurement measurement,
      Phaser chains) {
    if (over.getAsBoolean()) {
      chains.arriveAndDeregister();
      return;
    }
    long began = System.nanoTime();
    // Async, so that answers that are there at once do not nest.
    request
        .get()
        .whenCompleteAsync(
            (error, bug) -> {
              if (GOOD.equals(error)) {
                measurement.success(began);
              } else {
                measurement.failure(bug == null ? error : bug.toString());
              }
              next(over, request, measurement, chains);
            },
            system.executionContext());
  }

  private CompletionStage<String> put(Work work, byte[] key) {
    return client
        .put(DomainName.of(work.domain()), key, work.value(), PutOptions.within(TIMEOUT))
        .thenApply(ActorLoad::errorOf);
  }

  private static String errorOf(PutResult result) {
    if (result instanceof Stored) {
      return GOOD;
    }
    return result instanceof NotStored not ? kindOf(not.failure()) : "unknown";
  }

  private CompletionStage<String> get(Work work, byte[] key) {
    return client
        .get(DomainName.of(work.domain()), key, GetOptions.within(TIMEOUT))
        .thenApply(result -> errorOf(result, work.value().length));
  }

  private static String errorOf(GetResult result, int length) {
    if (result instanceof Found found) {
      return !found.values().isEmpty() && found.values().get(0).bytes().length == length
          ? GOOD
          : "no value";
    }
    return kindOf(((GetFailed) result).failure());
  }

  private static String kindOf(Failure failure) {
    return failure.reason().name().toLowerCase(Locale.ROOT);
  }

  private static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    ClientMember.leave(system);
  }
}
