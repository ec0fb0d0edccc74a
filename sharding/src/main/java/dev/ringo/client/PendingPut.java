package dev.ringo.client;

import dev.ringo.client.Failure.Reason;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.ExternalValue;
import dev.ringo.entry.Frame;
import dev.ringo.entry.IdempotencyKey;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A put on its way, and what is known of its fate. */
final class PendingPut {

  private static final byte[] NONE = {};

  private final Optional<IdempotencyKey> idempotencyKey;

  /** What describes a value in a file of its own; it keeps the file's name with another id. */
  private final Optional<ExternalValue> external;

  private final long deadlineNanos;
  private final CompletableFuture<PutResult> result;

  /** The frames of the entry, with its id. */
  private byte[] entry;

  /**
   * The chunk that it was sent to without an answer, so that it may be stored there, even later.
   */
  private OptionalLong uncertainIn = OptionalLong.empty();

  private boolean isDone;

  PendingPut(
      EntryId id,
      byte[] key,
      byte[] value,
      Optional<IdempotencyKey> idempotencyKey,
      long deadlineNanos,
      CompletableFuture<PutResult> result) {
    this.idempotencyKey = idempotencyKey;
    this.external = Optional.empty();
    this.deadlineNanos = deadlineNanos;
    this.result = result;
    entry = concat(notes(), Frame.encode(id, 0, key, value));
  }

  /** A put of a value that is at its copies already. */
  PendingPut(
      EntryId id,
      byte[] key,
      ExternalValue value,
      Optional<IdempotencyKey> idempotencyKey,
      long deadlineNanos,
      CompletableFuture<PutResult> result) {
    this.idempotencyKey = idempotencyKey;
    this.external = Optional.of(value);
    this.deadlineNanos = deadlineNanos;
    this.result = result;
    entry = concat(notes(), value.frame(id, key));
  }

  private byte[] notes() {
    byte[] first = idempotencyKey.map(IdempotencyKey::note).orElse(NONE);
    return concat(first, external.map(ExternalValue::note).orElse(NONE));
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  byte[] entry() {
    return entry;
  }

  /** What it adds to its chunk: also a value in a file of its own. */
  long bytes() {
    return entry.length + external.map(ExternalValue::length).orElse(0L);
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  boolean isUncertain() {
    return uncertainIn.isPresent();
  }

  /** The number of the chunk in which it may be stored: only that one's owner can tell. */
  OptionalLong uncertainIn() {
    return uncertainIn;
  }

  void becomeUncertain(long chunk) {
    uncertainIn = OptionalLong.of(chunk);
  }

  /** Its chunk is sealed without it: no request that is still on its way can store it. */
  void becomeCertain() {
    uncertainIn = OptionalLong.empty();
  }

  /** Gives the entry, which is surely not stored, another id. */
  void renew(EntryId id) {
    byte[] notes = notes();
    Frame frame = Frame.at(entry, notes.length);
    int flags = external.isPresent() ? Frame.EXTERNAL : 0;
    entry = concat(notes, Frame.encode(id, flags, frame.key(), frame.value()));
  }

  boolean isDone() {
    return isDone;
  }

  boolean isOverdue(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  /** The work of telling the caller. */
  Runnable completion(PutResult outcome) {
    isDone = true;
    return () -> result.complete(outcome);
  }

  /**
   * The caller is told that the entry is not stored; or, if that is not sure, that its fate is
   * unknown.
   */
  Runnable failure(Reason reason, String message) {
    return completion(
        isUncertain()
            ? new PutResult.Unknown(message)
            : new PutResult.NotStored(new Failure(reason, message)));
  }
}
