package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import dev.ringo.testkit.bench.HttpConnection.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/** Through gateways: a thread and a connection for each request that is under way. */
final class HttpLoad implements Load {

  private static final int MOST_TRIES = 100;
  private static final int MOST_FILLERS = 32;

  private final List<Gateway> gateways;
  private final int connections;
  private final OptionalInt replicas;

  HttpLoad(List<Gateway> gateways, int connections, OptionalInt replicas) {
    this.gateways = List.copyOf(gateways);
    this.connections = connections;
    this.replicas = replicas;
  }

  @Override
  public void create(String domain) {
    String parameters = replicas.isPresent() ? "?create&nrepl=" + replicas.getAsInt() : "?create";
    HttpWorker worker = new HttpWorker(gateways, 0);
    Answer answer = worker.untilAnswered("/mon/data/" + domain + parameters, MOST_TRIES);
    if (!HttpWorker.isOk(answer) && !answer.text().contains("already exists")) {
      throw CommandFailure.failed("the domain cannot be created: " + answer.text());
    }
    worker.close();
  }

  @Override
  public void fill(Work work, long keys) {
    AtomicLong next = new AtomicLong();
    inParallel(
        Math.min(connections, MOST_FILLERS),
        number -> {
          HttpWorker worker = new HttpWorker(gateways, number);
          for (long key = next.getAndIncrement(); key < keys; key = next.getAndIncrement()) {
            worker.fill(work, Work.key(key), MOST_TRIES);
          }
          worker.close();
        });
  }

  @Override
  public void run(Work work, Measurement measurement) {
    inParallel(
        connections,
        number -> {
          HttpWorker worker = new HttpWorker(gateways, number);
          while (!measurement.isOver()) {
            worker.work(work, measurement);
          }
          worker.close();
        });
  }

  private static void inParallel(int threads, IntConsumer task) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        ends.add(pool.submit(() -> task.accept(number)));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CommandFailure failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pool.shutdownNow();
    }
  }

  @Override
  public void close() {
    // Each worker closes its connection.
  }
}
