package dev.ringo.http;

import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.javadsl.Source;
import dev.ringo.client.CreateResult;
import dev.ringo.client.CreateResult.CreateFailed;
import dev.ringo.client.CreateResult.Created;
import dev.ringo.client.Failure;
import dev.ringo.client.Failure.Reason;
import dev.ringo.client.GetResult;
import dev.ringo.client.GetResult.Found;
import dev.ringo.client.GetResult.GetFailed;
import dev.ringo.client.PutOptions;
import dev.ringo.client.PutResult;
import dev.ringo.client.PutResult.NotStored;
import dev.ringo.client.PutResult.Stored;
import dev.ringo.client.RingoClient;
import dev.ringo.client.Value;
import dev.ringo.http.Operation.Create;
import dev.ringo.http.Operation.GetAll;
import dev.ringo.http.Operation.GetFirst;
import dev.ringo.http.Operation.Put;
import dev.ringo.http.Upload.Received;
import dev.ringo.http.Upload.Rejected;
import dev.ringo.http.Upload.Spooled;
import dev.ringo.http.WantedRange.Span;
import dev.ringo.value.SpooledValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Creates, puts and gets. */
final class Data {

  private static final String UNKNOWN = "unknown";
  private static final String NOT_STORED = "not-stored";
  private static final String NO_SUCH_DOMAIN = "no-such-domain";
  private static final HttpResponse NO_VALUES = Replies.bytes(new byte[0]);

  private final RingoClient client;
  private final Uploads uploads;
  private final ByteBudget replies;
  private final GatewaySettings settings;

  Data(RingoClient client, Uploads uploads, ByteBudget replies, GatewaySettings settings) {
    this.client = client;
    this.uploads = uploads;
    this.replies = replies;
    this.settings = settings;
  }

  CompletionStage<HttpResponse> create(Create create) {
    return client.create(create.domain(), create.options()).thenApply(Data::created);
  }

  private static HttpResponse created(CreateResult result) {
    if (result instanceof Created created) {
      List<String> where = List.of(created.owner().toString(), created.chunk().toString());
      HttpResponse reply = Replies.json(StatusCodes.OK, List.of("ok", where));
      return created.copies() < created.wanted()
          ? reply.addHeader(
              RawHeader.create("Ringo-Copies", created.copies() + " of " + created.wanted()))
          : reply;
    } else if (result instanceof CreateFailed failed) {
      HttpResponse reply = Failures.reply(failed.failure());
      return isTimeout(failed.failure()) ? Replies.withResult(reply, UNKNOWN) : reply;
    }
    return Replies.DOMAIN_EXISTS;
  }

  CompletionStage<HttpResponse> put(Put put, HttpRequest request) {
    return uploads
        .receive(request)
        .thenCompose(
            upload ->
                upload instanceof Rejected rejected
                    ? CompletableFuture.completedFuture(rejected(rejected))
                    : store(put, upload));
  }

  private CompletionStage<HttpResponse> store(Put put, Upload upload) {
    return CompletableFuture.completedFuture(upload)
        .thenCompose(value -> stored(put, value))
        .whenComplete((result, bug) -> uploads.release(upload))
        .thenApply(Data::stored);
  }

  private CompletionStage<PutResult> stored(Put put, Upload upload) {
    byte[] key = put.key().bytes();
    if (upload instanceof Received received) {
      return client.put(put.domain(), key, received.bytes(), put.options());
    }
    SpooledValue value = ((Spooled) upload).value();
    return client.put(put.domain(), key, value, optionsFor(put, value.value().length()));
  }

  /** A long value takes its time to get to its copies. */
  private PutOptions optionsFor(Put put, long length) {
    if (put.hasTimeout()) {
      return put.options();
    }
    Duration longest = settings.timeouts().longest();
    Duration wanted = put.options().timeout().plus(settings.slowest(length));
    return put.options().withTimeout(wanted.compareTo(longest) < 0 ? wanted : longest);
  }

  private static HttpResponse stored(PutResult result) {
    if (result instanceof Stored stored) {
      return Replies.json(
          StatusCodes.OK,
          List.of(
              "ok",
              stored.owner().toString(),
              stored.chunk().toString(),
              stored.entry().toString()));
    } else if (result instanceof NotStored not) {
      HttpResponse reply = Failures.reply(not.failure());
      return isNoSuchDomain(not.failure()) ? reply : Replies.withResult(reply, NOT_STORED);
    }
    return Replies.withResult(Replies.REQUEST_TIMEOUT, UNKNOWN);
  }

  private HttpResponse rejected(Rejected why) {
    HttpResponse reply =
        switch (why) {
          case TOO_LARGE ->
              ErrorCode.VALUE_TOO_LARGE.reply(
                  "A value has up to " + client.limits().max() + " bytes: split it.");
          case NO_ROOM ->
              Replies.busy("This node has as many puts under way as it can hold. Try again.");
          case NO_DISK -> ErrorCode.FULL.reply("This node cannot write the value to its disk.");
          case CUT_OFF ->
              ErrorCode.BODY_CUT_OFF.reply("The body ended before its length was there.");
          case TOO_SLOW -> ErrorCode.BODY_TOO_SLOW.reply("The body took too long to arrive.");
        };
    return Replies.withResult(reply, NOT_STORED);
  }

  CompletionStage<HttpResponse> getAll(GetAll get) {
    return client
        .get(get.domain(), get.key().bytes(), get.options())
        .thenApply(result -> result instanceof Found found ? all(found) : noValues(result));
  }

  private HttpResponse all(Found found) {
    if (found.values().isEmpty() && found.more().isEmpty()) {
      return Replies.withResult(NO_VALUES, "no-such-key");
    }
    if (!replies.hasRoom(ValueStream.bytesOf(found))) {
      return tooManyReplies();
    }
    ValueStream stream = ValueStream.framed(found, client, replies);
    return HttpResponse.create()
        .addAttribute(ValueStream.ATTRIBUTE, stream)
        .withEntity(HttpEntities.createChunked(Replies.BYTES, Source.fromGraph(stream)));
  }

  private static HttpResponse noValues(GetResult result) {
    Failure failure = ((GetFailed) result).failure();
    return isNoSuchDomain(failure)
        ? Replies.withResult(NO_VALUES, NO_SUCH_DOMAIN)
        : Failures.reply(failure);
  }

  CompletionStage<HttpResponse> getFirst(GetFirst get) {
    return client
        .getOne(get.domain(), get.key().bytes(), get.options())
        .thenApply(
            result -> result instanceof Found found ? first(found, get.range()) : noValue(result));
  }

  private HttpResponse first(Found found, Optional<WantedRange> wanted) {
    if (found.values().isEmpty()) {
      return Replies.withResult(Replies.KEY_NOT_FOUND, "no-such-key");
    }
    Value value = found.values().get(0);
    String tag = "\"" + value.entry() + "\"";
    Optional<WantedRange> range = wanted.filter(asked -> asked.appliesTo(tag));
    if (range.isEmpty()) {
      return Replies.whole(part(found, new Span(0, value.length())), tag);
    }
    return range
        .get()
        .in(value.length())
        .map(span -> Replies.part(part(found, span), tag, span, value.length()))
        .orElseGet(() -> Replies.noSuchRange(value.length()));
  }

  /** Some bytes of the first value. */
  private HttpResponse part(Found found, Span span) {
    Value value = found.values().get(0);
    long length = span.to() - span.from();
    if (value.isHere() && length <= ValueStream.PIECE) {
      return Replies.bytes(Arrays.copyOfRange(value.bytes(), (int) span.from(), (int) span.to()));
    }
    if (!replies.hasRoom(ValueStream.bytesOf(found))) {
      return tooManyReplies();
    }
    ValueStream stream = ValueStream.plain(found, span, client, replies);
    return HttpResponse.create()
        .addAttribute(ValueStream.ATTRIBUTE, stream)
        .withEntity(HttpEntities.create(Replies.BYTES, length, Source.fromGraph(stream)));
  }

  private static HttpResponse noValue(GetResult result) {
    Failure failure = ((GetFailed) result).failure();
    return isNoSuchDomain(failure)
        ? Replies.withResult(Replies.KEY_NOT_FOUND, NO_SUCH_DOMAIN)
        : Failures.reply(failure);
  }

  private static HttpResponse tooManyReplies() {
    return Replies.busy("This node has as many replies under way as it can hold. Try again.");
  }

  private static boolean isNoSuchDomain(Failure failure) {
    return failure.reason() == Reason.NO_SUCH_DOMAIN;
  }

  private static boolean isTimeout(Failure failure) {
    return failure.reason() == Reason.TIMEOUT;
  }
}
