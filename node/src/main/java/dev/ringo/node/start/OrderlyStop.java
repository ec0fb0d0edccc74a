package dev.ringo.node.start;

import akka.actor.CoordinatedShutdown;
import akka.actor.CoordinatedShutdown.Reason;
import akka.actor.typed.ActorSystem;
import dev.ringo.node.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends the process, on SIGTERM and SIGINT too, only after its node left the cluster, and sets the
 * exit code: 0 if it was told to stop.
 */
final class OrderlyStop {

  static final class Told implements Reason {}

  private final Duration limit;
  private final Thread withoutSystem = new Thread(this::end, "ringo-stop");
  private volatile int exitCode = ExitCode.OK;

  private OrderlyStop(Duration limit) {
    this.limit = limit;
  }

  static OrderlyStop install(Duration limit) {
    OrderlyStop stop = new OrderlyStop(limit);
    Runtime.getRuntime().addShutdownHook(stop.withoutSystem);
    return stop;
  }

  /** From now on an actor system is stopped first. */
  void covers(ActorSystem<?> system) {
    // Akka's own list of hooks: another of its hooks closes the connections, and waits for those in
    // the list.
    CoordinatedShutdown.get(system).addJvmShutdownHook(() -> stopAndEnd(system));
    Runtime.getRuntime().removeShutdownHook(withoutSystem);
  }

  /** The process is about to end by itself. */
  void endsWith(int newExitCode) {
    exitCode = newExitCode;
  }

  /** Stops when a stream ends: a process that started this one ended, or tells it to. */
  void stopAtEndOf(InputStream stream) {
    Thread watch = new Thread(() -> awaitEnd(stream), "ringo-parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void awaitEnd(InputStream stream) {
    try {
      while (stream.read() >= 0) {
        // Whatever comes means that the parent is there.
      }
    } catch (IOException e) {
      // The same as the end.
    }
    System.exit(ExitCode.OK);
  }

  private void stopAndEnd(ActorSystem<?> system) {
    if (!stop(system)) {
      exitCode = Math.max(exitCode, ExitCode.FAILED);
    }
    end();
  }

  private void end() {
    // A hook cannot change the exit code of its process in any other way.
    Runtime.getRuntime().halt(exitCode);
  }

  private boolean stop(ActorSystem<?> system) {
    try {
      CoordinatedShutdown.get(system)
          .runAll(new Told())
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      System.err.println("ringo: the orderly stop took longer than " + limit + " and was cut off");
      return false;
    } catch (ExecutionException | InterruptedException e) {
      System.err.println("ringo: the orderly stop failed: " + e.getMessage());
      return false;
    }
  }
}
