package dev.ringo.node.start;

import akka.actor.CoordinatedShutdown;
import akka.actor.CoordinatedShutdown.Reason;
import akka.actor.typed.ActorSystem;
import dev.ringo.node.CommandFailure;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The main thread's waiting for the steps of a start, and for the end: an actor system that ends
 * says why.
 */
final class Waiting {

  /** The process was told to stop: nothing more to say. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final ActorSystem<?> system;
  private final NodeOptions options;
  private Duration limit = Duration.ofMinutes(1);
  private long since = System.nanoTime();

  Waiting(ActorSystem<?> system, NodeOptions options) {
    this.system = system;
    this.options = options;
  }

  void within(Duration newLimit) {
    limit = newLimit;
    since = System.nanoTime();
  }

  <T> T until(String doing, CompletionStage<T> step) {
    CompletableFuture<T> future = step.toCompletableFuture();
    long left = limit.toNanos() - (System.nanoTime() - since);
    try {
      CompletableFuture.anyOf(future, ended()).get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw CommandFailure.failed(
          "not ready within "
              + limit.toSeconds()
              + " s: still "
              + doing
              + " (ringo.node.start-timeout sets the time)");
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted while " + doing);
    }
    if (!future.isDone()) {
      forTheEnd();
      throw new Stopped();
    }
    return future.join();
  }

  /** Waits for a step, but not longer than this. */
  void upTo(Duration most, CompletableFuture<?> step) {
    try {
      CompletableFuture.anyOf(step, ended()).get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return;
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
    if (!step.isDone()) {
      forTheEnd();
      throw new Stopped();
    }
  }

  <T> T untilBound(String option, Endpoint at, CompletionStage<T> bound) {
    try {
      return until("binding " + at, bound);
    } catch (CompletionException e) {
      throw StartFailures.explain(e.getCause(), option, at);
    }
  }

  /**
   * Returns when the actor system ended because it was told to, and fails if it ended otherwise.
   */
  void forTheEnd() {
    ended().join();
    Reason reason =
        CoordinatedShutdown.get(system)
            .getShutdownReason()
            .orElse(CoordinatedShutdown.unknownReason());
    if (reason.equals(CoordinatedShutdown.clusterDowningReason())) {
      throw CommandFailure.downed(
          "the cluster went on without this node, "
              + options.cluster()
              + ": it could not be reached, or it was in a minority");
    }
    if (reason.equals(CoordinatedShutdown.clusterJoinUnsuccessfulReason())) {
      throw CommandFailure.failed(
          "no node of --join "
              + joined()
              + " took this one in within "
              + system.settings().config().getDuration("ringo.node.join-timeout").toSeconds()
              + " s: is one of them running?");
    }
    if (reason.equals(CoordinatedShutdown.incompatibleConfigurationDetectedReason())) {
      throw CommandFailure.failed(
          "the cluster of --join " + joined() + " runs with other settings; its log says which");
    }
    if (!(reason instanceof OrderlyStop.Told)
        && !reason.equals(CoordinatedShutdown.clusterLeavingReason())) {
      throw CommandFailure.failed("the node ended by itself: " + reason);
    }
  }

  private CompletableFuture<?> ended() {
    return system.getWhenTerminated().toCompletableFuture();
  }

  private String joined() {
    return String.join(",", options.join().stream().map(Endpoint::toString).toList());
  }
}
