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
  BAD_ESCAPE(StatusCodes.BAD_REQUEST),
  BAD_IDEMPOTENCY_KEY(StatusCodes.BAD_REQUEST),
  BAD_PARAMETER(StatusCodes.BAD_REQUEST),
  BODY_CUT_OFF(StatusCodes.BAD_REQUEST),
  BODY_TOO_SLOW(StatusCodes.REQUEST_TIMEOUT),
  BUSY(StatusCodes.SERVICE_UNAVAILABLE),
  DOMAIN_TOO_LONG(StatusCodes.BAD_REQUEST),
  FULL(StatusCodes.INSUFFICIENT_STORAGE),
  INTERNAL(StatusCodes.INTERNAL_SERVER_ERROR),
  INVALID(StatusCodes.BAD_REQUEST),
  METHOD_NOT_ALLOWED(StatusCodes.METHOD_NOT_ALLOWED),
  NOT_YET(StatusCodes.NOT_IMPLEMENTED),
  NO_SUCH_PATH(StatusCodes.NOT_FOUND),
  TOO_MANY_CONNECTIONS(StatusCodes.SERVICE_UNAVAILABLE),
  UNREADABLE(StatusCodes.BAD_REQUEST),
  URI_TOO_LONG(StatusCodes.URI_TOO_LONG),
  VALUE_TOO_LARGE(StatusCodes.PAYLOAD_TOO_LARGE);

  private final StatusCode status;

  ErrorCode(StatusCode status) {
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
    return reply(status, message);
  }

  HttpResponse reply(StatusCode otherStatus, String message) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("code", code());
    body.put("message", message);
    return Replies.json(otherStatus, body);
  }
}
