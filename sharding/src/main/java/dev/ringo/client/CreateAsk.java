package dev.ringo.client;

import akka.actor.typed.ActorRef;
import dev.ringo.client.ClientActor.Answerable;
import dev.ringo.client.CreateResult.AlreadyExists;
import dev.ringo.client.CreateResult.CreateFailed;
import dev.ringo.client.CreateResult.Created;
import dev.ringo.client.Failure.Reason;
import dev.ringo.domain.DomainEntity.CreateDomain;
import dev.ringo.domain.DomainEntity.CreateReply;
import dev.ringo.domain.Domains;
import dev.ringo.replication.ChunkInfo;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A create on its way. The owner knows it again by the number of its creation, so it may be asked
 * more than once.
 */
final class CreateAsk extends Answerable {

  private final Domains domains;
  private final ChunkInfo info;
  private final CompletableFuture<CreateResult> result;
  private final ActorRef<CreateReply> replyTo;

  CreateAsk(
      Domains domains,
      ChunkInfo info,
      long deadlineNanos,
      CompletableFuture<CreateResult> result,
      ActorRef<CreateReply> replyTo) {
    super(deadlineNanos);
    this.domains = domains;
    this.info = info;
    this.result = result;
    this.replyTo = replyTo;
  }

  @Override
  void send(long request) {
    domains.tell(new CreateDomain(request, info, replyTo));
  }

  @Override
  Optional<Runnable> answered(CreateReply reply) {
    return switch (reply.status()) {
      case CREATED ->
          Optional.of(
              completion(
                  new Created(reply.owner(), info.id(), reply.copies(), info.replicas() + 1)));
      case EXISTS -> Optional.of(completion(new AlreadyExists()));
      case UNAVAILABLE -> Optional.empty();
    };
  }

  private Runnable completion(CreateResult outcome) {
    return () -> result.complete(outcome);
  }

  @Override
  Runnable timeOut() {
    return completion(
        new CreateFailed(new Failure(Reason.TIMEOUT, "no owner and majority of nodes in time")));
  }
}
