package dev.ringo.testkit.chaos;

import dev.ringo.testkit.harness.Fault;
import dev.ringo.testkit.harness.GatewayClient;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.history.DomainChecker;
import dev.ringo.testkit.history.DomainHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A run: a cluster, load, faults, the end of both, and the check of what was told. */
final class ChaosRun {

  private static final Duration OPERATION = Duration.ofSeconds(60);
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long PROGRESS_SECONDS = 10;
  private static final int MOST_OPERATIONS = DomainHistory.DEFAULT_LIMIT / 2;

  /** Room for ten minutes of puts, at three nodes too. */
  private static final NodeSpec SPEC =
      NodeSpec.DEFAULT.withJvmOptions("-Xmx768m", "-XX:TieredStopAtLevel=1");

  private static final List<String> FOR_GOOD =
      List.of(
          "ringo.leave.hand-over-when-stopped=on",
          "ringo.replication.replace-after=10s",
          "ringo.replication.forced-recovery-after=8s");

  private final ChaosOptions options;
  private final RunLog log;
  private final DomainHistory history = new DomainHistory();
  private final AckGaps gaps = new AckGaps(System::nanoTime);
  private final List<String> domains;

  ChaosRun(ChaosOptions options, RunLog log) {
    this.options = options;
    this.log = log;
    this.domains = IntStream.range(0, options.domains).mapToObj(i -> "chaos-" + i).toList();
  }

  ChaosReport run() {
    try (ProcessHarness cluster = ProcessHarness.inNamespaces(options.logs)) {
      ProcessHarness.whyNoNamespaces().ifPresent(why -> log.say("no cuts: " + why));
      Set<FaultKind> kinds = options.kinds(cluster.can(Fault.CUT));
      Random random = new Random(options.seed);
      RiskPolicy policy =
          new RiskPolicy(options.atRisk, Duration.ofSeconds(options.settle), System::nanoTime);
      NodeSpec spec = spec();
      Fleet fleet = new Fleet(cluster, spec, random, policy, log);
      fleet.start(options.nodes);
      Faults faults = new Faults(cluster, fleet, policy, gaps, log, random, options.nodes, kinds);
      return run(fleet, faults, random, clients(cluster));
    }
  }

  private NodeSpec spec() {
    if (options.data == null) {
      return SPEC.withSettings(options.settings);
    }
    // Nodes that leave or are replaced do not come back; those that are started again do at once.
    List<String> settings = new ArrayList<>(FOR_GOOD);
    settings.addAll(List.of(options.settings));
    return SPEC.withSettings(settings.toArray(String[]::new)).withData(options.data);
  }

  private Function<String, GatewayClient> clients(ProcessHarness cluster) {
    return domain -> GatewayClient.of(cluster, domain, history, OPERATION);
  }

  private ChaosReport run(
      Fleet fleet, Faults faults, Random random, Function<String, GatewayClient> clients) {
    domains.forEach(domain -> clients.apply(domain).create());
    Load load = new Load(domains, clients, gaps, this::isLoadEnough);
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Future<?> progress =
        timer.scheduleAtFixedRate(
            () -> log.say("  " + load), PROGRESS_SECONDS, PROGRESS_SECONDS, TimeUnit.SECONDS);
    try {
      load.start(options.writers, options.readers, options.rate);
      injectFaults(faults, random);
      log.say("the faults are over");
      faults.end();
      load.stop();
    } finally {
      progress.cancel(true);
      timer.shutdownNow();
    }
    log.say("last reading of all keys");
    Map<String, Long> keys = domains.stream().collect(Collectors.toMap(d -> d, load::keys));
    Map<String, String> silent = new LastReading(clients).read(keys);
    log.say("checking");
    return new ChaosReport(
        load.toString(),
        faults.done(),
        gaps.longest(),
        silent,
        fleet.problems(),
        DomainChecker.check(history));
  }

  private void injectFaults(Faults faults, Random random) {
    long end = System.nanoTime() + (long) (options.minutes * TimeUnit.MINUTES.toNanos(1));
    long next = System.nanoTime() + pause(random);
    while (System.nanoTime() < end && !isLoadEnough()) {
      faults.tick();
      if (faults.count() < options.maxFaults && System.nanoTime() >= next && faults.strike()) {
        next = System.nanoTime() + pause(random);
      }
      LockSupport.parkNanos(TICK);
    }
  }

  /** The history has to take the last reading too. */
  private boolean isLoadEnough() {
    return history.size() > MOST_OPERATIONS;
  }

  /** Half the mean to one and a half of it. */
  private long pause(Random random) {
    return (long) ((0.5 + random.nextDouble()) * TimeUnit.SECONDS.toNanos(options.every));
  }
}
