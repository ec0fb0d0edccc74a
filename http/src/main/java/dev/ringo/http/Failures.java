package dev.ringo.http;

import akka.http.javadsl.model.HttpResponse;
import dev.ringo.client.Failure;

/** The one place where the client's failures become replies. */
final class Failures {

  private Failures() {}

  static HttpResponse reply(Failure failure) {
    return switch (failure.reason()) {
      case NO_SUCH_DOMAIN -> Replies.withResult(Replies.NO_DOMAIN, "no-such-domain");
      case BUSY -> Replies.busy(failure.message());
      case FULL -> ErrorCode.FULL.reply(failure.message());
      case TIMEOUT -> Replies.REQUEST_TIMEOUT;
      case UNAVAILABLE -> ErrorCode.UNAVAILABLE.reply(failure.message());
      case NO_NODES -> Replies.EMPTY_RING;
      case INVALID -> ErrorCode.INVALID.reply(failure.message());
    };
  }

  /** What ends the values of a key if the rest of them cannot be had. */
  static String lastItem(Failure failure) {
    return failure.reason() == Failure.Reason.TIMEOUT ? "0 timeout " : "0 error ";
  }
}
