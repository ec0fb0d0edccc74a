package dev.ringo.testkit.bench;

import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import dev.ringo.node.CommandFailure;
import dev.ringo.testkit.harness.GatewayClient;
import dev.ringo.testkit.harness.LocalHarness;
import dev.ringo.testkit.harness.LocalNode;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.history.DomainChecker;
import dev.ringo.testkit.history.DomainHistory;
import dev.ringo.testkit.history.DomainHistory.Outcome;
import dev.ringo.testkit.history.DomainReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Many nodes in this JVM with many domains: what they cost, and how they bear losses. */
final class Scale {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int CLIENTS = 8;
  private static final long IDLE_SECONDS = 20;
  private static final Pattern SENT = Pattern.compile("lo:\\s*(\\d+)\\s+(\\d+)");
  private static final Path NETWORK = Path.of("/proc/net/dev");

  private final LocalHarness cluster;
  private final NodeSpec spec;
  private final int domains;
  private final DomainHistory history = new DomainHistory();

  Scale(LocalHarness cluster, NodeSpec spec, int domains) {
    this.cluster = cluster;
    this.spec = spec;
    this.domains = domains;
  }

  void start(int nodes) {
    long began = System.nanoTime();
    cluster.start(nodes, spec);
    await("all members up", () -> isEverywhere(nodes));
    report(nodes + " nodes started, and each sees all of them up", began);
    reportIdle("without domains");
  }

  void fill() {
    long began = System.nanoTime();
    inParallel(
        domain -> {
          client(domain).create();
          if (client(domain).put("k", "value of " + domain) != Outcome.STORED) {
            throw CommandFailure.failed("domain " + domain + " takes no put");
          }
        });
    report(domains + " domains created, with an entry each", began);
    Order order = new Order(cluster, domains);
    await("order", () -> order.problems().isEmpty());
    report("all their copies are in order", began);
    reportIdle("with " + domains + " domains");
  }

  /** Ends a tenth of the nodes at once, without a word to the others. */
  void kill() {
    List<LocalNode> nodes = cluster.nodes();
    int lost = nodes.size() / 10;
    long began = System.nanoTime();
    List<Thread> killers =
        nodes.subList(nodes.size() - lost, nodes.size()).stream()
            .map(node -> new Thread(node::kill, "kill"))
            .toList();
    killers.forEach(Thread::start);
    await("the lost to be removed", () -> isEverywhere(nodes.size() - lost));
    report(lost + " nodes killed at once, and removed in the eyes of all others", began);
    AtomicInteger lostDomains = new AtomicInteger();
    inParallel(
        domain -> {
          boolean isThere =
              client(domain).get("k").filter(List.of("value of " + domain)::equals).isPresent();
          lostDomains.addAndGet(isThere ? 0 : 1);
        });
    report("every domain read, " + lostDomains + " without its entry", began);
    Order order = new Order(cluster, domains);
    await("order", () -> order.problems().isEmpty() || lostDomains.get() > 0);
    report("all their copies are in order", began);
  }

  boolean check() {
    DomainReport report = DomainChecker.check(history);
    System.out.println(report);
    return report.violations().isEmpty();
  }

  private GatewayClient client(int domain) {
    return GatewayClient.of(cluster, "scale-" + domain, history, LIMIT);
  }

  private void inParallel(IntConsumer work) {
    ForkJoinPool pool = new ForkJoinPool(CLIENTS);
    try {
      pool.submit(() -> IntStream.range(0, domains).parallel().forEach(work)).join();
    } finally {
      pool.shutdown();
    }
  }

  private boolean isEverywhere(int members) {
    return cluster.nodes().stream().allMatch(node -> membersSeenBy(node) == members)
        && cluster.nodes().size() == members;
  }

  /** Members that are on their way in or out spoil the count. */
  private static long membersSeenBy(LocalNode node) {
    List<MemberStatus> all = new ArrayList<>();
    Cluster.get(node.system()).state().getMembers().forEach(member -> all.add(member.status()));
    return all.stream().allMatch(MemberStatus.up()::equals) ? all.size() : -1;
  }

  private static void await(String what, BooleanSupplier condition) {
    try {
      Awaitility.await(what)
          .pollInterval(200, TimeUnit.MILLISECONDS)
          .atMost(LIMIT)
          .until(condition::getAsBoolean);
    } catch (ConditionTimeoutException e) {
      throw CommandFailure.failed("no " + what + " within " + LIMIT);
    }
  }

  private static void report(String what, long since) {
    System.out.printf(Locale.ROOT, "%s: %.1f s%n", what, (System.nanoTime() - since) / 1e9);
  }

  private void reportIdle(String when) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long heap = runtime.totalMemory() - runtime.freeMemory();
    long[] before = traffic();
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(IDLE_SECONDS));
    long[] after = traffic();
    double each = (double) cluster.nodes().size() * IDLE_SECONDS;
    System.out.printf(
        Locale.ROOT,
        "idle %s, per node: %.0f kB/s and %.0f packets/s sent, %.1f MB of heap%n",
        when,
        (after[0] - before[0]) / each / 1e3,
        (after[1] - before[1]) / each,
        (double) heap / cluster.nodes().size() / 1e6);
  }

  /** Bytes and packets that were sent over the loopback device since the machine started. */
  private static long[] traffic() {
    try {
      String loopback =
          Files.readAllLines(NETWORK).stream()
              .filter(line -> line.strip().startsWith("lo:"))
              .findFirst()
              .orElse("");
      Matcher sent = SENT.matcher(loopback);
      return sent.find()
          ? new long[] {Long.parseLong(sent.group(1)), Long.parseLong(sent.group(2))}
          : new long[] {0, 0};
    } catch (IOException e) {
      return new long[] {0, 0};
    }
  }
}
