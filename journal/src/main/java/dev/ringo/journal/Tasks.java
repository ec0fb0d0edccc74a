package dev.ringo.journal;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** Runs what reads and writes files apart from the actor that was asked. */
record Tasks(Executor executor) {

  <T> Future<T> run(Callable<T> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    executor.execute(
        () -> {
          try {
            done.complete(task.call());
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        });
    return FutureConverters.asScala(done);
  }
}
