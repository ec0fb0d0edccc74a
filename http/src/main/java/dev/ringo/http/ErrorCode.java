package dev.ringo.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The errors that the Erlang gateway did not have. Their body is a JSON object with the code and a
 * message.
 */
enum ErrorCode {
  BAD_ESCAPE(400),
  BAD_IDEMPOTENCY_KEY(400),
  BAD_PARAMETER(400),
  BODY_CUT_OFF(400),
  BODY_TOO_SLOW(408),
  BUSY(503),
  DOMAIN_TOO_LONG(400),
  FULL(507),
  INTERNAL(500),
  INVALID(400),
  METHOD_NOT_ALLOWED(405),
  NOT_YET(501),
  NO_SUCH_PATH(404),
  RANGE_NOT_SATISFIABLE(416),
  TOO_MANY_CONNECTIONS(503),
  UNAVAILABLE(503),
  UNREADABLE(400),
  URI_TOO_LONG(414),
  VALUE_TOO_LARGE(413);

  private final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  /** The code as callers see it: lower case, with hyphens. It never changes. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @param message says what was wrong and what to do
   */
  HttpResponse reply(String message) {
    return reply(StatusCodes.get(status), message);
  }

  HttpResponse reply(StatusCode otherStatus, String message) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("code", code());
    body.put("message", message);
    return Replies.json(otherStatus, body);
  }
}
