package dev.ringo.domain;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.ringo.cluster.ClusterView;
import dev.ringo.replica.LocalCopies;
import dev.ringo.replica.PublishedCopy;
import dev.ringo.ring.ChunkId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does before it leaves in good order: it says so, goes on serving until other nodes
 * have its copies, and only then leaves the cluster. The first phase of the coordinated shutdown.
 */
public final class HandOver {

  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration REPORT = Duration.ofSeconds(5);
  private static final int MAX_NAMED = 5;
  private static final String PHASE = CoordinatedShutdown.PhaseBeforeServiceUnbind();

  private final ActorSystem<?> system;
  private final ClusterView view;
  private final LocalCopies local;
  private final Duration limit;
  private long startedNanos;
  private long reportedNanos;

  private HandOver(ActorSystem<?> system, Duration limit) {
    this.system = system;
    this.view = ClusterView.get(system);
    this.local = LocalCopies.get(system);
    this.limit = limit;
  }

  /**
   * From now on a coordinated shutdown of the system begins with this.
   *
   * @throws ConfigException if {@code ringo.leave.timeout} does not fit into the shutdown's phase
   */
  public static void install(ActorSystem<?> system) {
    Config config = system.settings().config();
    String phase = "akka.coordinated-shutdown.phases." + PHASE + ".timeout";
    Duration limit = config.getDuration("ringo.leave.timeout");
    if (config.getDuration(phase).compareTo(limit) <= 0) {
      throw new ConfigException.BadValue(
          config.getValue(phase).origin(),
          phase,
          "it has to be longer than ringo.leave.timeout, which is " + limit.toSeconds() + " s");
    }
    CoordinatedShutdown.get(system)
        .addTask(PHASE, "hand-over-copies", () -> new HandOver(system, limit).begin());
  }

  private CompletionStage<Done> begin() {
    // The others have gone on without a downed node: nobody would take anything over from it.
    boolean isDowned = isReason(CoordinatedShutdown.clusterDowningReason());
    boolean comesBack =
        !isReason(CoordinatedShutdown.clusterLeavingReason())
            && !system.settings().config().getBoolean("ringo.leave.hand-over-when-stopped");
    if (isDowned
        || comesBack
        || !Cluster.get(system).selfMember().status().equals(MemberStatus.up())) {
      return CompletableFuture.completedFuture(Done.done());
    }
    startedNanos = System.nanoTime();
    reportedNanos = startedNanos;
    view.leave();
    return handOver();
  }

  private boolean isReason(CoordinatedShutdown.Reason reason) {
    return CoordinatedShutdown.get(system).getShutdownReason().filter(reason::equals).isPresent();
  }

  private CompletionStage<Done> handOver() {
    if (isOver()) {
      return CompletableFuture.completedFuture(Done.done());
    }
    Executor later =
        CompletableFuture.delayedExecutor(
            POLL.toMillis(), TimeUnit.MILLISECONDS, system.executionContext());
    return CompletableFuture.runAsync(this::report, later).thenCompose(passed -> handOver());
  }

  private boolean isOver() {
    if (chunks(local).isEmpty() || view.membership().ring().isEmpty()) {
      return true;
    }
    boolean tooLong = System.nanoTime() - startedNanos > limit.toNanos();
    if (tooLong) {
      LOG.warn(
          "Leaving without having handed over {} chunks within {} s (ringo.leave.timeout): {}",
          chunks(local).size(),
          limit.toSeconds(),
          waitingFor(local));
    }
    return tooLong;
  }

  private void report() {
    long now = System.nanoTime();
    if (now - reportedNanos > REPORT.toNanos()) {
      reportedNanos = now;
      LOG.info(
          "Leaving: {} chunks are to be handed over: {}", chunks(local).size(), waitingFor(local));
    }
  }

  /** The chunks that a node has a copy of or serves as their owner. */
  public static Set<ChunkId> chunks(LocalCopies local) {
    Set<ChunkId> chunks = new TreeSet<>(local.owned());
    local.after(Optional.empty()).forEach(copy -> chunks.add(copy.info().id()));
    return chunks;
  }

  /** Some of these chunks, in words. */
  public static List<String> waitingFor(LocalCopies local) {
    return chunks(local).stream()
        .limit(MAX_NAMED)
        .map(chunk -> local.copyOf(chunk).map(HandOver::name).orElse("the owner of " + chunk))
        .toList();
  }

  private static String name(PublishedCopy copy) {
    ChunkId chunk = copy.info().id();
    return "chunk " + copy.info().number() + " of " + copy.info().domain() + " (" + chunk + ")";
  }
}
