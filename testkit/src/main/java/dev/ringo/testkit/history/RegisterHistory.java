package dev.ringo.testkit.history;

import dev.ringo.testkit.history.Register.Answer;
import dev.ringo.testkit.history.Register.Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What clients asked the registers of a store, one for each key, recorded while they do it, by any
 * number of threads. Everything is kept in memory, about 250 bytes and its value for an operation,
 * until a limit.
 */
public final class RegisterHistory {

  /** How many operations a history takes if nothing else is said. */
  public static final int DEFAULT_LIMIT = 2_000_000;

  private final long began = System.nanoTime();
  private final int limit;
  private final AtomicInteger operations = new AtomicInteger();
  private final Map<String, Collection<Pending>> keys = new ConcurrentHashMap<>();

  public RegisterHistory() {
    this(DEFAULT_LIMIT);
  }

  /**
   * @param limit how many operations it takes
   */
  public RegisterHistory(int limit) {
    this.limit = limit;
  }

  /**
   * An operation is about to be sent. Until it is told otherwise, what becomes of it is unknown.
   *
   * @throws IllegalStateException if the history is full
   */
  public Pending invoke(String key, Request request) {
    if (operations.incrementAndGet() > limit) {
      throw new IllegalStateException("the history is full: it takes " + limit + " operations");
    }
    Pending pending = new Pending(request);
    keys.computeIfAbsent(key, first -> new ConcurrentLinkedQueue<>()).add(pending);
    return pending;
  }

  /** The operations so far by key, without those that had no effect for sure. */
  public Map<String, List<Operation<Request, Answer>>> byKey() {
    Map<String, List<Operation<Request, Answer>>> all = new TreeMap<>();
    keys.forEach(
        (key, ofKey) -> {
          List<Operation<Request, Answer>> real = new ArrayList<>();
          for (Pending pending : ofKey) {
            if (!pending.notDone) {
              real.add(pending.operation);
            }
          }
          all.put(key, real);
        });
    return all;
  }

  private long now() {
    return System.nanoTime() - began;
  }

  /** An operation under way. One thread ends it, once; if none does, its outcome is unknown. */
  public final class Pending {

    private volatile Operation<Request, Answer> operation;
    private volatile boolean notDone;

    private Pending(Request request) {
      operation = Operation.unknown(request, now());
    }

    public void returned(Answer answer) {
      Span span = new Span(operation.span().invoked(), now());
      operation = Operation.answered(operation.request(), answer, span);
    }

    /** It had no effect, and never will have. */
    public void notDone() {
      notDone = true;
    }
  }
}
