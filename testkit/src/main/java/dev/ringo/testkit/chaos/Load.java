package dev.ringo.testkit.chaos;

import dev.ringo.testkit.harness.GatewayClient;
import dev.ringo.testkit.history.DomainHistory.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Writers and readers, each a thread with a client, at a steady pace. A writer stays with its
 * domain, so that a domain that stands still does not hold up the others.
 */
final class Load {

  private static final int SHORT_VALUE = 200;
  private static final int LONG_VALUE = 16_000;
  private static final int LONG_ONE_IN = 50;

  /** Longer than any operation. */
  private static final long STOP_SECONDS = 180;

  private final List<String> domains;
  private final Function<String, GatewayClient> clients;
  private final AckGaps gaps;
  private final BooleanSupplier full;
  private final Map<String, Keys> keys = new ConcurrentHashMap<>();
  private final Map<Outcome, AtomicLong> puts = new ConcurrentHashMap<>();
  private final AtomicLong gets = new AtomicLong();
  private final AtomicLong getsFailed = new AtomicLong();
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * Prepares the load.
   *
   * @param clients makes a client of a domain
   * @param full says when the history takes no more
   */
  Load(
      List<String> domains,
      Function<String, GatewayClient> clients,
      AckGaps gaps,
      BooleanSupplier full) {
    this.domains = domains;
    this.clients = clients;
    this.gaps = gaps;
    this.full = full;
    domains.forEach(domain -> keys.put(domain, new Keys()));
    for (Outcome outcome : Outcome.values()) {
      puts.put(outcome, new AtomicLong());
    }
  }

  /**
   * Begins.
   *
   * @param rate puts of all writers a second, and as many gets of all readers
   */
  void start(int writers, int readers, int rate) {
    gaps.begin(domains);
    ExecutorService threads = Executors.newFixedThreadPool(writers + readers);
    long second = TimeUnit.SECONDS.toNanos(1);
    for (int i = 0; i < writers; i++) {
      Writer writer = new Writer(domains.get(i % domains.size()), i);
      running.add(threads.submit(() -> repeat(second * writers / rate, writer::put)));
    }
    for (int i = 0; i < readers; i++) {
      Map<String, GatewayClient> itsClients = new ConcurrentHashMap<>();
      running.add(threads.submit(() -> repeat(second * readers / rate, () -> get(itsClients))));
    }
    threads.shutdown();
  }

  private void repeat(long pace, Runnable operation) {
    long due = System.nanoTime();
    while (!stopped && !full.getAsBoolean()) {
      operation.run();
      // One that took long is not caught up on.
      due = Math.max(due + pace, System.nanoTime());
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private final class Writer {

    private final String domain;
    private final int writer;
    private final GatewayClient client;
    private long number;

    Writer(String domain, int writer) {
      this.domain = domain;
      this.writer = writer;
      this.client = clients.apply(domain);
    }

    void put() {
      String name = domain + "/" + writer + "/" + number++ + " ";
      Outcome outcome = client.put(keys.get(domain).toPut(), name + filling(name.hashCode()));
      puts.get(outcome).incrementAndGet();
      if (outcome == Outcome.STORED) {
        gaps.acknowledged(domain);
      }
    }
  }

  /** Some letters that differ from value to value, mostly few. */
  private static String filling(int seed) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int length = random.nextInt(random.nextInt(LONG_ONE_IN) == 0 ? LONG_VALUE : SHORT_VALUE);
    StringBuilder letters = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      letters.append((char) ('a' + Math.floorMod(seed + i * 7, 26)));
    }
    return letters.toString();
  }

  private void get(Map<String, GatewayClient> itsClients) {
    String domain = domains.get(ThreadLocalRandom.current().nextInt(domains.size()));
    Optional<List<String>> values =
        itsClients.computeIfAbsent(domain, clients).get(keys.get(domain).toGet());
    (values.isPresent() ? gets : getsFailed).incrementAndGet();
  }

  /**
   * Has all come to their end.
   *
   * @throws IllegalStateException if one failed, which is a fault of the run itself
   */
  void stop() {
    stopped = true;
    try {
      for (Future<?> each : running) {
        each.get(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a writer or reader failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    gaps.end();
  }

  /** How many keys a domain has at most. */
  long keys(String domain) {
    return keys.get(domain).count();
  }

  @Override
  public String toString() {
    return String.format(
        "%,d puts acknowledged, %,d unknown, %,d not stored; %,d gets, %,d without an answer",
        puts.get(Outcome.STORED).get(),
        puts.get(Outcome.UNKNOWN).get(),
        puts.get(Outcome.NOT_STORED).get(),
        gets.get(),
        getsFailed.get());
  }
}
