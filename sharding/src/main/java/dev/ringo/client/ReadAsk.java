package dev.ringo.client;

import dev.ringo.client.ClientActor.Answerable;
import dev.ringo.client.Failure.Reason;
import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.Frame;
import dev.ringo.replica.CopyReader.ReadReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A get on its way. */
abstract class ReadAsk extends Answerable {

  private final Charge charge;
  private final CompletableFuture<GetResult> result;
  private ReadRequest read;
  private boolean asksAgainAtOnce;

  /** Did the last answer say that no node has a copy? */
  private boolean isWithoutCopies;

  ReadAsk(
      ReadRequest read, long deadlineNanos, Charge charge, CompletableFuture<GetResult> result) {
    super(deadlineNanos);
    this.read = read;
    this.charge = charge;
    this.result = result;
  }

  /** What to ask. */
  final ReadRequest read() {
    return read;
  }

  @Override
  final boolean asksAgainAtOnce() {
    return asksAgainAtOnce;
  }

  @Override
  final Optional<Runnable> answered(ReadReply reply) {
    asksAgainAtOnce = false;
    isWithoutCopies = false;
    return switch (reply.status()) {
      case OK -> isTooLarge(reply) ? askForLarge(reply) : found(read, reply).map(this::completion);
      case NO_SUCH_DOMAIN ->
          Optional.of(failure(Reason.NO_SUCH_DOMAIN, "the domain does not exist: create it first"));
      case BUSY ->
          Optional.of(
              failure(
                  Reason.BUSY, "too much is under way for this domain: try again a little later"));
      case NO_COPY -> noCopy();
      case UNAVAILABLE, DAMAGED -> Optional.empty();
    };
  }

  private static boolean isTooLarge(ReadReply reply) {
    return reply.frames().isEmpty() && reply.next() > 0;
  }

  private Optional<Runnable> askForLarge(ReadReply reply) {
    if (!charge.growTo(charge.most())) {
      return Optional.of(
          failure(
              Reason.BUSY,
              "this client has as many bytes of values under way as ringo.client.max-reply-bytes"
                  + " allows: try again a little later"));
    }
    read = read.goingOn(reply.next(), reply.upTo()).withMaxBytes(charge.most());
    asksAgainAtOnce = true;
    return Optional.empty();
  }

  /** The one who was asked has no copy. */
  abstract Optional<Runnable> noCopy();

  /** No node has a copy, now. */
  final void becomeWithoutCopies() {
    isWithoutCopies = true;
  }

  final Runnable unavailable() {
    return failure(Reason.UNAVAILABLE, Failure.NO_COPY_ANSWERS);
  }

  final Runnable failure(Reason reason, String message) {
    return completion(new GetResult.GetFailed(new Failure(reason, message)));
  }

  private Runnable completion(GetResult outcome) {
    return () -> result.complete(outcome);
  }

  @Override
  final Runnable timeOut() {
    return isWithoutCopies
        ? unavailable()
        : failure(Reason.TIMEOUT, "no answer from the owner and a majority of the copies in time");
  }

  /** The values in an answer, their CRCs checked; empty if one was damaged on its way. */
  static Optional<GetResult> found(ReadRequest read, ReadReply reply) {
    try {
      List<Value> values = new ArrayList<>(reply.frames().size());
      for (byte[] bytes : reply.frames()) {
        Frame frame = Frame.at(bytes, 0);
        values.add(new Value(frame.id(), frame.value()));
      }
      boolean more = reply.next() > 0 && values.size() < read.maxEntries();
      return Optional.of(
          new GetResult.Found(
              values,
              more
                  ? Optional.of(new GetResult.Cursor(read, reply.next(), reply.upTo()))
                  : Optional.empty()));
    } catch (DamagedEntryException e) {
      return Optional.empty();
    }
  }
}
