package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import dev.ringo.testkit.bench.HttpConnection.Answer;
import dev.ringo.testkit.harness.NodeSpec;
import dev.ringo.testkit.harness.ProcessHarness;
import dev.ringo.testkit.harness.ProcessNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * One kill after the other in one cluster. Each has a domain of its own, as a node that comes back
 * has lost its copies.
 */
final class Failover {

  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int MOST_DOMAINS = 1_000;
  private static final Pattern OWNER = Pattern.compile("ringo-(\\p{XDigit}{32})@");

  private final ProcessHarness cluster;
  private final NodeSpec spec;

  /** One that was started anew stands in the place of the one that was killed. */
  private final List<ProcessNode> nodes;

  private final Victim kind;
  private final int connections;
  private int domains;

  /** Starts the nodes. */
  Failover(ProcessHarness cluster, int nodes, NodeSpec spec, Victim kind, int connections) {
    this.cluster = cluster;
    this.spec = spec;
    this.nodes = new ArrayList<>(cluster.start(nodes, spec));
    this.kind = kind;
    this.connections = connections;
  }

  /** What is killed, and what is written to. */
  private record Target(int node, String domain) {}

  /**
   * Kills a node, and starts it anew afterwards. Returns the gap of the writer with the longest.
   */
  Duration run(int number) {
    awaitAllMembers();
    Target target = target();
    List<GapWriter> writers = writers(target, number);
    for (GapWriter writer : writers) {
      Thread thread = new Thread(writer, "writer");
      thread.setDaemon(true);
      thread.start();
    }
    try {
      awaitAllAfter(writers, System.nanoTime() + WARM_UP.toNanos());
      writers.forEach(GapWriter::reset);
      nodes.get(target.node()).kill();
      // The first acknowledgement may be of a put from before.
      awaitAllAfter(writers, System.nanoTime() + WARM_UP.toNanos());
    } finally {
      writers.forEach(GapWriter::stop);
    }
    nodes.set(target.node(), cluster.start(spec.withId(nodes.get(target.node()).id())));
    return Duration.ofNanos(writers.stream().mapToLong(GapWriter::longestNanos).max().orElse(0));
  }

  private List<GapWriter> writers(Target target, int number) {
    List<Gateway> survivors =
        IntStream.range(0, nodes.size())
            .filter(i -> i != target.node())
            .mapToObj(this::gateway)
            .toList();
    List<GapWriter> writers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      String keys = "/mon/data/" + target.domain() + "/" + number + "-" + i + "-";
      writers.add(new GapWriter(survivors, i, keys));
    }
    return writers;
  }

  private static void awaitAllAfter(List<GapWriter> writers, long nanos) {
    Awaitility.await("acknowledgements")
        .pollInterval(10, TimeUnit.MILLISECONDS)
        .atMost(LIMIT)
        .until(() -> writers.stream().allMatch(writer -> writer.lastNanos() - nanos > 0));
  }

  private Target target() {
    int oldest = kind == Victim.COORDINATOR ? member(coordinator()) : member(oldest());
    for (int i = 0; i < MOST_DOMAINS; i++) {
      domains++;
      String domain = "failover-" + domains;
      int owner = create(domain);
      if ((owner == oldest) != (kind == Victim.OWNER)) {
        return new Target(owner, domain);
      }
    }
    throw CommandFailure.failed("the " + kind + " owns none of " + MOST_DOMAINS + " domains");
  }

  private int create(String domain) {
    HttpWorker worker = new HttpWorker(List.of(gateway(0)), 0);
    Answer answer = worker.untilAnswered("/mon/data/" + domain + "?create", 100);
    worker.close();
    Matcher owner = OWNER.matcher(answer.text());
    if (!HttpWorker.isOk(answer) || !owner.find()) {
      throw CommandFailure.failed("the domain cannot be created: " + answer.text());
    }
    String id = owner.group(1);
    return IntStream.range(0, nodes.size())
        .filter(i -> nodes.get(i).id().toString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private Gateway gateway(int node) {
    return Gateway.at(nodes.get(node).gateway());
  }

  private static Pattern oldest() {
    return Pattern.compile("\"oldest\":\"akka://ringo@([^\"]+)\"");
  }

  /** It runs on the oldest of the members that hold copies. */
  private static Pattern coordinator() {
    return Pattern.compile("\"oldestPerRole\":\\{[^}]*\"ringo-store\":\"akka://ringo@([^\"]+)\"");
  }

  private int member(Pattern pattern) {
    Matcher found = pattern.matcher(members(0));
    if (!found.find()) {
      throw CommandFailure.failed("the management does not tell: " + members(0));
    }
    return IntStream.range(0, nodes.size())
        .filter(i -> nodes.get(i).cluster().equals(found.group(1)))
        .findFirst()
        .orElseThrow();
  }

  private void awaitAllMembers() {
    Pattern up = Pattern.compile("\"status\":\"Up\"");
    Awaitility.await("all members to be up")
        .atMost(LIMIT)
        .until(
            () ->
                IntStream.range(0, nodes.size())
                    .allMatch(i -> up.matcher(members(i)).results().count() == nodes.size()));
  }

  private String members(int node) {
    Gateway management = Gateway.at(nodes.get(node).management());
    try (HttpConnection connection = management.connect()) {
      return connection.get("/cluster/members").text();
    } catch (IOException e) {
      throw CommandFailure.failed("the management of node " + node + ": " + e.getMessage());
    }
  }
}
