package dev.ringo.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.ModeledCustomHeader;
import java.util.OptionalLong;

/**
 * The length of the body that a GET would get, which Akka HTTP leaves out of the reply to a HEAD.
 */
final class ValueLength extends ModeledCustomHeader {

  private ValueLength(long length) {
    super("Content-Length", Long.toString(length));
  }

  static HttpResponse addedTo(HttpResponse reply) {
    OptionalLong length = reply.entity().getContentLengthOption();
    return length.isPresent() ? reply.addHeader(new ValueLength(length.getAsLong())) : reply;
  }

  @Override
  public boolean renderInRequests() {
    return false;
  }

  @Override
  public boolean renderInResponses() {
    return true;
  }
}
