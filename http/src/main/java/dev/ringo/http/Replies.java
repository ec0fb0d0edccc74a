package dev.ringo.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Allow;
import akka.http.javadsl.model.headers.Connection;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringo.http.WantedRange.Span;
import java.util.List;

/**
 * The replies and their parts. JSON is {@code text/plain} without a charset, as the Erlang gateway
 * had it.
 */
final class Replies {

  static final HttpResponse CREATE_FLAG_MISSING =
      json(StatusCodes.BAD_REQUEST, "Create flag missing");
  static final HttpResponse INVALID_REQUEST = json(StatusCodes.BAD_REQUEST, "Invalid request");
  static final HttpResponse KEY_TOO_LARGE = json(StatusCodes.BAD_REQUEST, "Key too large");
  static final HttpResponse KEY_NOT_FOUND = json(StatusCodes.NOT_FOUND, "Key not found");
  static final HttpResponse UNKNOWN_DOMAIN = json(StatusCodes.NOT_FOUND, "Unknown domain");
  static final HttpResponse REQUEST_TIMEOUT = json(StatusCodes.REQUEST_TIMEOUT, "Request timeout");
  static final HttpResponse EMPTY_RING = json(StatusCodes.SERVICE_UNAVAILABLE, "Empty ring");
  static final HttpResponse DOMAIN_EXISTS =
      json(StatusCodes.OK, List.of("error", "domain already exists"));
  static final HttpResponse NO_DOMAIN =
      json(StatusCodes.OK, List.of("error", "Domain doesn't exist"));

  static final ContentType BYTES = ContentTypes.APPLICATION_OCTET_STREAM;

  private static final HttpHeader RETRY_AFTER = RawHeader.create("Retry-After", "1");
  private static final HttpHeader ACCEPT_RANGES = RawHeader.create("Accept-Ranges", "bytes");
  private static final String CONTENT_RANGE = "Content-Range";
  private static final HttpHeader CLOSE = Connection.create("close");

  private static final ByteString LINE_END = ByteString.fromString("\n");

  private Replies() {}

  static HttpResponse json(StatusCode status, Object body) {
    ContentType type = MediaTypes.TEXT_PLAIN.toContentTypeWithMissingCharset();
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(type, Json.write(body)));
  }

  /** JSON values, each on a line of its own. */
  static HttpResponse lines(Source<?, ?> values) {
    ContentType type = MediaTypes.TEXT_PLAIN.toContentTypeWithMissingCharset();
    Source<ByteString, ?> lines =
        values.map(value -> ByteString.fromArrayUnsafe(Json.write(value)).concat(LINE_END));
    return HttpResponse.create().withEntity(HttpEntities.createChunked(type, lines));
  }

  static HttpResponse bytes(byte[] bytes) {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(BYTES, ByteString.fromArrayUnsafe(bytes)));
  }

  /** A value, of which ranges may be asked for; an error stays as it is. */
  static HttpResponse whole(HttpResponse reply, String tag) {
    return reply.status().isSuccess()
        ? reply.addHeader(ACCEPT_RANGES).addHeader(RawHeader.create("ETag", tag))
        : reply;
  }

  /** A range of a value of a length. */
  static HttpResponse part(HttpResponse reply, String tag, Span span, long length) {
    return reply.status().isSuccess()
        ? whole(reply, tag)
            .withStatus(StatusCodes.PARTIAL_CONTENT)
            .addHeader(
                RawHeader.create(
                    CONTENT_RANGE, "bytes " + span.from() + "-" + (span.to() - 1) + "/" + length))
        : reply;
  }

  static HttpResponse noSuchRange(long length) {
    return ErrorCode.RANGE_NOT_SATISFIABLE
        .reply("The value has " + length + " bytes.")
        .addHeader(RawHeader.create(CONTENT_RANGE, "bytes */" + length));
  }

  static HttpResponse busy(String message) {
    return ErrorCode.BUSY.reply(message).addHeader(RETRY_AFTER);
  }

  static HttpResponse tooManyConnections(int limit) {
    return ErrorCode.TOO_MANY_CONNECTIONS
        .reply("This node serves " + limit + " connections at once. Try another one, or later.")
        .addHeader(RETRY_AFTER)
        .addHeader(CLOSE);
  }

  /** The same as the last reply of its connection. */
  static HttpResponse closing(HttpResponse reply) {
    return reply.addHeader(CLOSE);
  }

  static HttpResponse wrongMethod(HttpMethod... allowed) {
    Allow allow = Allow.create(allowed);
    return ErrorCode.METHOD_NOT_ALLOWED
        .reply("This path takes " + allow.value() + ".")
        .addHeader(allow);
  }

  /** Says what the status does not. */
  static HttpResponse withResult(HttpResponse reply, String result) {
    return reply.addHeader(RawHeader.create("Ringo-Result", result));
  }

  /** JSON without spaces. */
  private static final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static byte[] write(Object body) {
      try {
        return MAPPER.writeValueAsBytes(body);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("not JSON: " + body, e);
      }
    }
  }
}
