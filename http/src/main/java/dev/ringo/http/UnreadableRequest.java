package dev.ringo.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;

/**
 * Answers what Akka HTTP cannot read as a request. The connection is closed with the reply. Named
 * in {@code reference.conf}.
 */
public final class UnreadableRequest extends ParsingErrorHandler {

  private static final int URI_TOO_LONG = 414;

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    if (status.intValue() == URI_TOO_LONG) {
      int limit = settings.parserSettings().maxUriLength();
      return ErrorCode.URI_TOO_LONG.reply(
          "The target of a request has up to "
              + limit
              + " bytes: a name up to 1024, a key up to 4096 before percent-encoding.");
    }
    String what = error.summary().isEmpty() ? status.defaultMessage() : error.summary();
    return ErrorCode.UNREADABLE.reply(status, what);
  }
}
