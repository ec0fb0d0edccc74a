package dev.ringo.http;

import akka.Done;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.InHandler;
import akka.stream.stage.OutHandler;
import akka.stream.stage.TimerGraphStageLogic;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What happens on a connection: one request after the other goes to the handler. A connection over
 * the limit is told so when it sends a request, and closed; or closed if it sends none for a while.
 *
 * <pre>
 *   idle --request--> busy --reply--> idle
 *                     busy --reply of many pieces--> streaming --last piece--> idle
 *   idle --end--> closed
 *   busy --end--> last request --reply, "Connection: close"--> closed
 *   streaming --end--> last reply --last piece--> closed
 * </pre>
 */
final class ConnectionStage extends GraphStage<FlowShape<HttpRequest, HttpResponse>> {

  private static final Duration PATIENCE_WITH_REFUSED = Duration.ofSeconds(5);

  private final Inlet<HttpRequest> in = Inlet.create("Connection.in");
  private final Outlet<HttpResponse> out = Outlet.create("Connection.out");
  private final FlowShape<HttpRequest, HttpResponse> shape = FlowShape.of(in, out);
  private final int limit;
  private final Connections connections;
  private final Function<HttpRequest, CompletionStage<HttpResponse>> handler;

  /**
   * @param handler never throws, and its answers never fail
   */
  ConnectionStage(
      int limit,
      Connections connections,
      Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
    this.limit = limit;
    this.connections = connections;
    this.handler = handler;
  }

  @Override
  public FlowShape<HttpRequest, HttpResponse> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic
      implements InHandler, OutHandler, Connections.Ending {

    private final AsyncCallback<HttpResponse> answered = createAsyncCallback(this::answer);
    private final AsyncCallback<ValueStream> streamed = createAsyncCallback(this::onStreamed);
    private final AsyncCallback<Done> ended = createAsyncCallback(done -> onEnd());
    private boolean refused;
    private boolean busy;
    private boolean last;
    private ValueStream streaming;

    Logic() {
      super(shape);
      setHandler(in, this);
      setHandler(out, this);
    }

    @Override
    public void preStart() {
      refused = connections.add(this) > limit;
      if (refused) {
        scheduleOnce("refused", PATIENCE_WITH_REFUSED);
      }
    }

    @Override
    public void postStop() {
      connections.remove(this);
    }

    @Override
    public void onTimer(Object key) {
      completeStage();
    }

    @Override
    public void end() {
      ended.invoke(Done.getInstance());
    }

    private void onEnd() {
      last = true;
      // With "Connection: close" it is Akka HTTP that closes, after the last byte.
      if (!busy && streaming == null) {
        completeStage();
      }
    }

    private void onStreamed(ValueStream stream) {
      if (stream == streaming) {
        streaming = null;
        if (last) {
          completeStage();
        }
      }
    }

    @Override
    public void onPull() {
      pull(in);
    }

    @Override
    public void onPush() {
      HttpRequest request = grab(in);
      streaming = null;
      if (refused) {
        push(out, Replies.tooManyConnections(limit));
        return;
      }
      CompletionStage<HttpResponse> reply = handler.apply(request);
      CompletableFuture<HttpResponse> now = reply.toCompletableFuture();
      if (now.isDone()) {
        send(now.join());
      } else {
        busy = true;
        reply.whenComplete((response, never) -> answered.invoke(response));
      }
    }

    private void answer(HttpResponse response) {
      busy = false;
      send(last ? Replies.closing(response) : response);
      if (isClosed(in)) {
        completeStage();
      }
    }

    private void send(HttpResponse response) {
      push(out, response);
      Optional<ValueStream> values = response.getAttribute(ValueStream.ATTRIBUTE);
      if (values.isPresent() && !last) {
        streaming = values.get();
        streaming.ended().whenComplete((done, never) -> streamed.invoke(values.get()));
      }
    }

    @Override
    public void onUpstreamFinish() {
      if (!busy) {
        completeStage();
      }
    }
  }
}
