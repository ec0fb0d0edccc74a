package dev.ringo.http;

import akka.Done;
import akka.NotUsed;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpEntity.ChunkStreamPart;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RequestEntity;
import akka.stream.Attributes;
import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.ringo.client.ValueLimits;
import dev.ringo.http.Upload.Received;
import dev.ringo.http.Upload.Rejected;
import dev.ringo.http.Upload.Spooled;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Takes in the bodies of requests: whole or not at all, each within a time and all of them within a
 * budget. A body that is refused is read on up to a limit before the reply, as its sender might
 * miss the reply otherwise.
 */
final class Uploads {

  private static final String DISK = "ringo.value.dispatcher";

  /** Parts of a body that wait for the disk. */
  private static final Attributes FEW = Attributes.inputBuffer(2, 4);

  private final ValueLimits limits;
  private final long drainLimit;
  private final GatewaySettings settings;
  private final ByteBudget budget;
  private final Materializer materializer;
  private final Executor disk;
  private final LargeBody.Files files;

  /**
   * @param limits of the values that are taken
   * @param files for those that are longer than inline
   */
  Uploads(
      GatewaySettings settings,
      ValueLimits limits,
      LargeBody.Files files,
      ByteBudget budget,
      Materializer materializer) {
    this.settings = settings;
    this.limits = limits;
    this.files = files;
    this.drainLimit = settings.drainLimit();
    this.budget = budget;
    this.materializer = materializer;
    this.disk = materializer.system().dispatchers().lookup(DISK);
  }

  CompletionStage<Upload> receive(HttpRequest request) {
    RequestEntity entity = request.entity();
    if (entity instanceof HttpEntity.Strict strict) {
      return strict.getData().size() > limits.inline() && limits.max() > limits.inline()
          ? spool(strict)
          : CompletableFuture.completedFuture(takeWhole(strict));
    }
    if (entity instanceof HttpEntity.Chunked chunked) {
      return receive(chunked);
    }
    OptionalLong declared = entity.getContentLengthOption();
    if (declared.isEmpty() || declared.getAsLong() > limits.max()) {
      return reject(request, Rejected.TOO_LARGE);
    }
    boolean isLarge = declared.getAsLong() > limits.inline();
    if (!budget.tryTake(isLarge ? LargeBody.CHARGE : declared.getAsLong())) {
      return reject(request, Rejected.NO_ROOM);
    }
    return isLarge
        ? receiveLarge(entity, declared.getAsLong())
        : receiveSmall(entity, (int) declared.getAsLong());
  }

  private CompletionStage<Upload> receive(HttpEntity.Chunked chunked) {
    if (limits.max() == limits.inline()) {
      Body body = Body.inChunks(limits.inline(), drainLimit, budget);
      return collect(chunked.getChunks().via(inTime()).takeWhile(body::add), body::outcome);
    }
    LargeBody body = LargeBody.inChunks(limits.max(), limits.inline(), drainLimit, budget, files);
    Source<?, ?> parts =
        chunked
            .getChunks()
            .via(inTimeFor(limits.max()))
            .via(onDisk(Flow.<ChunkStreamPart>create().takeWhile(body::add)));
    return collectOnDisk(parts, body);
  }

  private CompletionStage<Upload> receiveSmall(RequestEntity entity, int length) {
    Body body = Body.ofLength(length, budget);
    return collect(entity.getDataBytes().via(inTime()).takeWhile(body::add), body::outcome);
  }

  private CompletionStage<Upload> receiveLarge(RequestEntity entity, long length) {
    LargeBody body = LargeBody.ofLength(length, budget, files);
    Source<?, ?> parts =
        entity
            .getDataBytes()
            .via(inTimeFor(length))
            .via(onDisk(Flow.<ByteString>create().takeWhile(body::add)));
    return collectOnDisk(parts, body);
  }

  private static <T> Flow<T, T, NotUsed> onDisk(Flow<T, T, NotUsed> flow) {
    return flow.async(DISK).addAttributes(FEW);
  }

  void release(Upload upload) {
    if (upload instanceof Received received) {
      budget.giveBack(received.bytes().length);
    } else if (upload instanceof Spooled) {
      budget.giveBack(LargeBody.CHARGE);
    }
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
    if (length > limits.inline()) {
      return Rejected.TOO_LARGE;
    }
    return budget.tryTake(length)
        ? new Received(entity.getData().toArrayUnsafe())
        : Rejected.NO_ROOM;
  }

  private CompletionStage<Upload> reject(HttpRequest request, Rejected why) {
    return drain(request).thenApply(done -> why);
  }

  private CompletionStage<Upload> spool(HttpEntity.Strict entity) {
    long length = entity.getData().size();
    if (length > limits.max() || !budget.tryTake(LargeBody.CHARGE)) {
      return CompletableFuture.completedFuture(
          length > limits.max() ? Rejected.TOO_LARGE : Rejected.NO_ROOM);
    }
    return receiveLarge(entity, length);
  }

  private <T> Flow<T, T, NotUsed> inTime() {
    return Flow.<T>create().completionTimeout(settings.bodyTimeout());
  }

  private <T> Flow<T, T, NotUsed> inTimeFor(long length) {
    return Flow.<T>create()
        .completionTimeout(settings.bodyTimeout().plus(settings.slowest(length)));
  }

  private CompletionStage<Upload> collect(Source<?, ?> parts, Function<Boolean, Upload> outcome) {
    return parts
        .runWith(Sink.ignore(), materializer)
        .handle((done, failure) -> outcome.apply(!(failure instanceof TimeoutException)));
  }

  private CompletionStage<Upload> collectOnDisk(Source<?, ?> parts, LargeBody body) {
    return parts
        .runWith(Sink.ignore(), materializer)
        .handleAsync((done, failure) -> body.outcome(!(failure instanceof TimeoutException)), disk);
  }
}
