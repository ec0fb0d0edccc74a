package dev.ringo.testkit.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What clients put and got, recorded while they do it, by any number of threads. Keys and values
 * are strings; bytes are recorded as ISO 8859-1. No two puts of a history have the same value,
 * which is how an entry is told from another.
 *
 * <p>Everything is kept in memory until a limit: about 200 bytes and its key and value for a put;
 * about 100 bytes for a get, and 8 for each value more if the answer neither repeats nor continues
 * an earlier one of its key.
 */
public final class DomainHistory {

  /** How many operations a history takes if nothing else is said. */
  public static final int DEFAULT_LIMIT = 4_000_000;

  /** What a writer was told. */
  public enum Outcome {
    STORED,
    /** Stored or not, or only later. */
    UNKNOWN,
    /** Not stored, for sure and for ever. */
    NOT_STORED
  }

  /** A put as its writer saw it; retries of one put are one put. */
  public record Put(String key, String value, Outcome outcome, Span span) {}

  /** A get that was answered in full. */
  public record Get(String key, List<String> values, Span span) {}

  private final long began = System.nanoTime();
  private final int limit;
  private final AtomicInteger operations = new AtomicInteger();
  private final Map<String, PendingPut> puts = new ConcurrentHashMap<>();
  private final Map<String, SharedAnswers> answers = new ConcurrentHashMap<>();
  private final Collection<Get> gets = new ConcurrentLinkedQueue<>();

  public DomainHistory() {
    this(DEFAULT_LIMIT);
  }

  /**
   * @param limit how many operations it takes
   */
  public DomainHistory(int limit) {
    this.limit = limit;
  }

  /**
   * A put is about to be sent. Until it is told otherwise, what becomes of it is unknown.
   *
   * @throws IllegalArgumentException if the value was put before
   * @throws IllegalStateException if the history is full
   */
  public PendingPut put(String key, String value) {
    count();
    PendingPut put = new PendingPut(key, value);
    if (puts.putIfAbsent(value, put) != null) {
      throw new IllegalArgumentException("a value is put once only: " + Words.quoted(value));
    }
    return put;
  }

  /**
   * A get is about to be sent, one that may miss nothing. It leaves no trace unless it returns.
   *
   * @throws IllegalStateException if the history is full
   */
  public PendingGet get(String key) {
    count();
    return new PendingGet(key);
  }

  private void count() {
    if (operations.incrementAndGet() > limit) {
      throw new IllegalStateException("the history is full: it takes " + limit + " operations");
    }
  }

  /** How many operations it has taken so far. */
  public int size() {
    return operations.get();
  }

  /** All puts so far, also those that are under way. */
  public List<Put> puts() {
    List<Put> all = new ArrayList<>(puts.size());
    puts.values().forEach(put -> all.add(put.done));
    return all;
  }

  /** The gets that have returned. */
  public List<Get> gets() {
    return List.copyOf(gets);
  }

  private long now() {
    return System.nanoTime() - began;
  }

  /** A put under way. One thread ends it, once. */
  public final class PendingPut {

    private volatile Put done;

    private PendingPut(String key, String value) {
      done = new Put(key, value, Outcome.UNKNOWN, new Span(now(), Span.NEVER));
    }

    public void stored() {
      end(Outcome.STORED, now());
    }

    public void notStored() {
      end(Outcome.NOT_STORED, now());
    }

    /** It may have been stored, or will be later. */
    public void unknown() {
      end(Outcome.UNKNOWN, Span.NEVER);
    }

    private void end(Outcome outcome, long returned) {
      done = new Put(done.key, done.value, outcome, new Span(done.span.invoked(), returned));
    }
  }

  /** A get under way. */
  public final class PendingGet {

    private final String key;
    private final long invoked = now();

    private PendingGet(String key) {
      this.key = key;
    }

    /** All values of the key, in the order of the answer. */
    public void returned(List<String> values) {
      Span span = new Span(invoked, now());
      SharedAnswers earlier = answers.computeIfAbsent(key, first -> new SharedAnswers());
      gets.add(new Get(key, earlier.share(values, DomainHistory.this::known), span));
    }
  }

  /** The put's own string in place of an equal one. */
  private String known(String value) {
    PendingPut put = puts.get(value);
    return put == null ? value : put.done.value;
  }
}
