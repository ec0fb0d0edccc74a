package dev.ringo.domain;

import dev.ringo.domain.DomainEntity.CreateDomain;
import dev.ringo.domain.DomainEntity.PutBatch;
import dev.ringo.domain.DomainEntity.Request;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Requests that arrived before their owner serves: at most a number of them, of 8 MiB in all, and
 * each for a limited time.
 */
final class WaitingRequests {

  private static final long MAX_BYTES = 8 * 1024 * 1024;

  private record Waiting(Request request, long sinceNanos) {}

  private final int most;
  private final long limitNanos;
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private long bytes;

  WaitingRequests(int most, Duration limit) {
    this.most = most;
    this.limitNanos = limit.toNanos();
  }

  /** Takes a request; false if there is no room. */
  boolean add(Request request) {
    if (queue.size() >= most || bytes + sizeOf(request) > MAX_BYTES) {
      return false;
    }
    bytes += sizeOf(request);
    queue.addLast(new Waiting(request, System.nanoTime()));
    return true;
  }

  private static int sizeOf(Request request) {
    return request instanceof PutBatch put ? put.entries().length : 0;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** The first create that waits. */
  Optional<CreateDomain> creation() {
    return queue.stream()
        .map(Waiting::request)
        .filter(CreateDomain.class::isInstance)
        .map(CreateDomain.class::cast)
        .findFirst();
  }

  /** Takes some requests out, in their order. */
  void drain(Predicate<Request> which, Consumer<Request> action) {
    for (int left = queue.size(); left > 0; left--) {
      if (which.test(queue.getFirst().request())) {
        action.accept(removeFirst());
      } else {
        queue.addLast(queue.removeFirst());
      }
    }
  }

  /** Takes those out that have waited too long. */
  void expired(Consumer<Request> action) {
    while (!queue.isEmpty() && System.nanoTime() - queue.getFirst().sinceNanos() > limitNanos) {
      action.accept(removeFirst());
    }
  }

  private Request removeFirst() {
    Request request = queue.removeFirst().request();
    bytes -= sizeOf(request);
    return request;
  }
}
