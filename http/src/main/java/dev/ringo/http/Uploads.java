package dev.ringo.http;

import akka.Done;
import akka.NotUsed;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RequestEntity;
import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.ringo.http.Upload.Received;
import dev.ringo.http.Upload.Rejected;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * Takes in the bodies of requests: whole or not at all, each within a time and all of them within a
 * budget. A body that is refused is read on up to a limit before the reply, as its sender might
 * miss the reply otherwise.
 */
final class Uploads {

  private final int maxBytes;
  private final long drainLimit;
  private final Duration timeout;
  private final ByteBudget budget;
  private final Materializer materializer;

  Uploads(GatewaySettings settings, ByteBudget budget, Materializer materializer) {
    this.maxBytes = settings.maxValueBytes();
    this.drainLimit = settings.drainLimit();
    this.timeout = settings.bodyTimeout();
    this.budget = budget;
    this.materializer = materializer;
  }

  CompletionStage<Upload> receive(HttpRequest request) {
    RequestEntity entity = request.entity();
    if (entity instanceof HttpEntity.Strict strict) {
      return CompletableFuture.completedFuture(takeWhole(strict));
    }
    if (entity instanceof HttpEntity.Chunked chunked) {
      Body body = Body.inChunks(maxBytes, drainLimit, budget);
      return collect(chunked.getChunks().via(inTime()).takeWhile(body::add), body);
    }
    OptionalLong declared = entity.getContentLengthOption();
    if (declared.isEmpty() || declared.getAsLong() > maxBytes) {
      return reject(request, Rejected.TOO_LARGE);
    }
    int length = (int) declared.getAsLong();
    if (!budget.tryTake(length)) {
      return reject(request, Rejected.NO_ROOM);
    }
    Body body = Body.ofLength(length, budget);
    return collect(entity.getDataBytes().via(inTime()).takeWhile(body::add), body);
  }

  void release(Received upload) {
    budget.giveBack(upload.bytes().length);
  }

  /**
   * Reads a body that nobody wants. Completes when it is read, or when more of it is not worth
   * reading.
   */
  CompletionStage<Done> drain(HttpRequest request) {
    RequestEntity entity = request.entity();
    boolean worthIt =
        entity.getContentLengthOption().orElse(0) <= drainLimit
            && request.getHeader("Expect").isEmpty();
    if (entity instanceof HttpEntity.Strict || !worthIt) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return entity
        .getDataBytes()
        .via(inTime())
        .runWith(Sink.ignore(), materializer)
        .handle((done, failure) -> Done.getInstance());
  }

  private Upload takeWhole(HttpEntity.Strict entity) {
    int length = entity.getData().size();
    if (length > maxBytes) {
      return Rejected.TOO_LARGE;
    }
    return budget.tryTake(length)
        ? new Received(entity.getData().toArrayUnsafe())
        : Rejected.NO_ROOM;
  }

  private CompletionStage<Upload> reject(HttpRequest request, Rejected why) {
    return drain(request).thenApply(done -> why);
  }

  private <T> Flow<T, T, NotUsed> inTime() {
    return Flow.<T>create().completionTimeout(timeout);
  }

  private CompletionStage<Upload> collect(Source<?, ?> parts, Body body) {
    return parts
        .runWith(Sink.ignore(), materializer)
        .handle((done, failure) -> body.outcome(!(failure instanceof TimeoutException)));
  }
}
