package dev.ringo.client;

import dev.ringo.client.ClientActor.Answerable;
import dev.ringo.client.Failure.Reason;
import dev.ringo.replica.CopyReader.ReadReply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A read of one chunk on its way. */
abstract class ReadAsk extends Answerable {

  /** There is no room for the answer. */
  static final Failure TOO_MUCH =
      new Failure(
          Reason.BUSY,
          "this client has as many bytes of values under way as ringo.client.max-reply-bytes"
              + " allows: try again a little later");

  private final Charge charge;
  private final CompletableFuture<ChunkRead> result;
  private ReadRequest read;
  private boolean asksAgainAtOnce;

  /** Did the last answer say that no node has a copy? */
  private boolean isWithoutCopies;

  ReadAsk(
      ReadRequest read, long deadlineNanos, Charge charge, CompletableFuture<ChunkRead> result) {
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
      case OK -> found(reply);
      // A chunk that is not the first was made before anybody is told of it.
      case NO_SUCH_DOMAIN ->
          read.number() > 0
              ? Optional.empty()
              : Optional.of(
                  failure(Reason.NO_SUCH_DOMAIN, "the domain does not exist: create it first"));
      case BUSY ->
          Optional.of(
              failure(
                  Reason.BUSY, "too much is under way for this domain: try again a little later"));
      case NO_COPY -> noCopy();
      case UNAVAILABLE, DAMAGED -> Optional.empty();
    };
  }

  private Optional<Runnable> found(ReadReply reply) {
    if (!isEnough(reply)) {
      return Optional.empty();
    }
    boolean isTooLarge = reply.frames().isEmpty() && reply.next() > 0;
    return isTooLarge && read.takesLarge()
        ? askForLarge(reply)
        : ChunkRead.of(read.chunk(), reply).map(this::completion);
  }

  /** Does an answer tell all that was asked for? */
  abstract boolean isEnough(ReadReply reply);

  private Optional<Runnable> askForLarge(ReadReply reply) {
    if (!charge.growTo(charge.most())) {
      return Optional.of(completion(new ChunkRead.Failed(TOO_MUCH)));
    }
    read = read.goingOn(reply.next(), reply.upTo()).withMaxBytes(charge.most());
    asksAgainAtOnce = true;
    return Optional.empty();
  }

  /** The one who was asked has no copy. */
  abstract Optional<Runnable> noCopy();

  /** Somebody else is to be asked, and there is nothing to wait for. */
  final void askAtOnce() {
    asksAgainAtOnce = true;
  }

  /** No node has a copy, now. */
  final void becomeWithoutCopies() {
    isWithoutCopies = true;
  }

  final Runnable unavailable() {
    return failure(Reason.UNAVAILABLE, Failure.NO_COPY_ANSWERS);
  }

  final Runnable failure(Reason reason, String message) {
    return completion(new ChunkRead.Failed(new Failure(reason, message)));
  }

  private Runnable completion(ChunkRead outcome) {
    return () -> result.complete(outcome);
  }

  @Override
  final Runnable timeOut() {
    return isWithoutCopies
        ? unavailable()
        : failure(Reason.TIMEOUT, "no answer from the owner and a majority of the copies in time");
  }
}
