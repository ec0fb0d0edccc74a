package dev.ringo.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections that are open. Akka HTTP's own orderly end may cut off the last reply of a
 * connection (akka-http issue 4060), so it is done here: those without a request end at once, the
 * others with their reply. Any thread may use it.
 */
final class Connections {

  /** A connection that can be asked to end. */
  interface Ending {
    void end();
  }

  private final AtomicInteger count = new AtomicInteger();
  private final Set<Ending> open = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private volatile boolean ending;

  /** Returns how many there are with this one. */
  int add(Ending connection) {
    open.add(connection);
    if (ending) {
      connection.end();
    }
    return count.incrementAndGet();
  }

  void remove(Ending connection) {
    count.decrementAndGet();
    open.remove(connection);
    endIfEmpty();
  }

  /** Asks all connections to end, those to come, too. Tells whether none was left in time. */
  CompletionStage<Boolean> end(Duration deadline) {
    ending = true;
    open.forEach(Ending::end);
    endIfEmpty();
    return ended.copy().completeOnTimeout(false, deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void endIfEmpty() {
    if (ending && open.isEmpty()) {
      ended.complete(true);
    }
  }
}
