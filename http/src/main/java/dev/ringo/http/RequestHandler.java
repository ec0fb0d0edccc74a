package dev.ringo.http;

import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import dev.ringo.http.Operation.CopiesOf;
import dev.ringo.http.Operation.CopiesOn;
import dev.ringo.http.Operation.Create;
import dev.ringo.http.Operation.GetAll;
import dev.ringo.http.Operation.GetFirst;
import dev.ringo.http.Operation.Leave;
import dev.ringo.http.Operation.Leaving;
import dev.ringo.http.Operation.ListDomains;
import dev.ringo.http.Operation.Nodes;
import dev.ringo.http.Operation.Put;
import dev.ringo.http.Operation.Refused;
import dev.ringo.http.Operation.Scrub;
import dev.ringo.http.Operation.Scrubbing;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers each request, whatever happens: what nobody foresaw is logged and becomes a 500. */
final class RequestHandler {

  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  private final Operations operations;
  private final Uploads uploads;
  private final Data data;
  private final Monitoring monitoring;

  RequestHandler(Operations operations, Uploads uploads, Data data, Monitoring monitoring) {
    this.operations = operations;
    this.uploads = uploads;
    this.data = data;
    this.monitoring = monitoring;
  }

  /** Never throws; the reply never fails. */
  CompletionStage<HttpResponse> handle(HttpRequest request) {
    try {
      return answer(request)
          .exceptionally(RequestHandler::internalError)
          .thenApply(
              reply -> request.method() == HttpMethods.HEAD ? ValueLength.addedTo(reply) : reply);
    } catch (RuntimeException bug) {
      return CompletableFuture.completedFuture(internalError(bug));
    }
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request) {
    Operation operation = operations.of(request);
    if (operation instanceof Put put) {
      return data.put(put, request);
    }
    return uploads.drain(request).thenCompose(done -> withoutBody(operation));
  }

  private CompletionStage<HttpResponse> withoutBody(Operation operation) {
    if (operation instanceof GetFirst get) {
      return data.getFirst(get);
    } else if (operation instanceof GetAll get) {
      return data.getAll(get);
    } else if (operation instanceof Create create) {
      return data.create(create);
    } else if (operation instanceof ListDomains list) {
      return CompletableFuture.completedFuture(monitoring.domains(list));
    } else if (operation instanceof Nodes nodes) {
      return monitoring.nodes(nodes);
    } else if (operation instanceof CopiesOn copies) {
      return monitoring.copiesOn(copies);
    } else if (operation instanceof CopiesOf copies) {
      return monitoring.copiesOf(copies);
    } else if (operation instanceof Leave) {
      return CompletableFuture.completedFuture(monitoring.leave());
    } else if (operation instanceof Leaving) {
      return CompletableFuture.completedFuture(monitoring.leaving());
    } else if (operation instanceof Scrub scrub) {
      return monitoring.scrub(scrub);
    } else if (operation instanceof Scrubbing scrubbing) {
      return monitoring.scrubbing(scrubbing);
    } else if (operation instanceof Refused refused) {
      return CompletableFuture.completedFuture(refused.reply());
    }
    throw new IllegalStateException("not handled: " + operation);
  }

  private static HttpResponse internalError(Throwable bug) {
    LOG.error("A request could not be answered", bug);
    return ErrorCode.INTERNAL.reply(
        "This is a fault of the node; its log says more. Whether a put was stored is unknown.");
  }
}
