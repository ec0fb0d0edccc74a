package dev.ringo.client;

import akka.actor.typed.ActorRef;
import dev.ringo.domain.Domains;
import dev.ringo.replica.CopyReader.ReadReply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A get that the owner answers, so that it misses nothing. */
final class OwnerReadAsk extends ReadAsk {

  private final Domains domains;
  private final ActorRef<ReadReply> replyTo;

  OwnerReadAsk(
      Domains domains,
      ReadRequest read,
      long deadlineNanos,
      Charge charge,
      CompletableFuture<ChunkRead> result,
      ActorRef<ReadReply> replyTo) {
    super(read, deadlineNanos, charge, result);
    this.domains = domains;
    this.replyTo = replyTo;
  }

  @Override
  void send(long request) {
    domains.tell(read().ofOwner(request, replyTo));
  }

  @Override
  boolean isEnough(ReadReply reply) {
    return true;
  }

  /** A copy may come back, and the one that the owner passed the question to may have restarted. */
  @Override
  Optional<Runnable> noCopy() {
    becomeWithoutCopies();
    return Optional.empty();
  }
}
