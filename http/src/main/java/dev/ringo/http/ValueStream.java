package dev.ringo.http;

import akka.Done;
import akka.http.javadsl.model.AttributeKey;
import akka.stream.Attributes;
import akka.stream.Outlet;
import akka.stream.SourceShape;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.InHandler;
import akka.stream.stage.OutHandler;
import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import dev.ringo.client.Failure;
import dev.ringo.client.GetResult;
import dev.ringo.client.GetResult.Found;
import dev.ringo.client.GetResult.GetFailed;
import dev.ringo.client.RingoClient;
import dev.ringo.client.Value;
import dev.ringo.http.WantedRange.Span;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The values of an answer as bytes, in pieces, at the pace of their reader. It holds one page of
 * values at a time, and that is charged to a budget from the start of the stream to the page's end;
 * a stream that is never run is never charged. A long value is read as it goes; if it cannot be had
 * from some byte on, the stream fails, so that it does not look whole.
 */
final class ValueStream extends GraphStage<SourceShape<ByteString>> {

  /** Bytes of a piece, roughly. A page is held until its last piece is on its way. */
  static final int PIECE = 16 * 1024;

  /** Instead of a value that no copy could give. */
  private static final String UNREADABLE = "0 error ";

  /** On a reply whose entity is a stream. */
  static final AttributeKey<ValueStream> ATTRIBUTE =
      AttributeKey.create("values", ValueStream.class);

  private final CompletableFuture<Done> ended = new CompletableFuture<>();
  private final Outlet<ByteString> out = Outlet.create("ValueStream.out");
  private final SourceShape<ByteString> shape = SourceShape.of(out);
  private final Found first;
  private final Optional<Span> span;
  private final Function<Value, String> prefix;
  private final RingoClient client;
  private final ByteBudget budget;

  private ValueStream(
      Found first,
      Optional<Span> span,
      Function<Value, String> prefix,
      RingoClient client,
      ByteBudget budget) {
    this.first = first;
    this.span = span;
    this.prefix = prefix;
    this.client = client;
    this.budget = budget;
  }

  /** Each value with its length in front, over all pages: {@code 3 ok abc}. */
  static ValueStream framed(Found first, RingoClient client, ByteBudget budget) {
    return new ValueStream(
        first, Optional.empty(), value -> value.length() + " ok ", client, budget);
  }

  /** Some bytes of the first value and nothing else. */
  static ValueStream plain(Found first, Span span, RingoClient client, ByteBudget budget) {
    return new ValueStream(first, Optional.of(span), value -> "", client, budget);
  }

  /** Completes when the last piece is on its way, or when nobody wants more. */
  CompletionStage<Done> ended() {
    return ended;
  }

  /** What a page takes of memory while it is on its way: one long value at a time. */
  static long bytesOf(Found page) {
    long bytes = 0;
    long window = 0;
    for (Value value : page.values()) {
      if (value.isHere()) {
        bytes += value.length();
      } else {
        window = Math.max(window, Math.min(value.length(), LargeBody.CHARGE));
      }
    }
    return bytes + window;
  }

  @Override
  public SourceShape<ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic implements OutHandler {

    private final AsyncCallback<GetResult> arrived = createAsyncCallback(this::onNext);
    private Found page;
    private long charged;
    private Iterator<Value> values;
    private ByteString rest = ByteString.emptyByteString();

    /** The long value that comes next, if one does; and the one that is being read. */
    private Value next;

    private SubSinkInlet<ByteString> reading;

    Logic() {
      super(shape);
      setHandler(out, this);
    }

    @Override
    public void preStart() {
      open(first);
    }

    @Override
    public void postStop() {
      budget.giveBack(charged);
      ended.complete(Done.getInstance());
    }

    @Override
    public void onPull() {
      if (reading != null) {
        if (!reading.hasBeenPulled()) {
          reading.pull();
        }
        return;
      }
      ByteString piece = nextPiece();
      if (!piece.isEmpty()) {
        push(out, piece);
      } else if (next != null) {
        read(next);
        next = null;
      } else if (page.more().isPresent()) {
        client
            .next(page.more().get())
            .whenComplete((result, bug) -> arrived.invoke(bug == null ? result : failed(bug)));
      } else {
        completeStage();
      }
    }

    private void read(Value value) {
      Span wanted = span.orElse(new Span(0, value.length()));
      reading = new SubSinkInlet<>("value");
      reading.setHandler(new LongValue(prefix.apply(value)));
      client.stream(value, wanted.from(), wanted.to())
          .runWith(reading.sink(), subFusingMaterializer());
      reading.pull();
    }

    /** A long value on its way. Its prefix goes with its first bytes: then they are there. */
    private final class LongValue implements InHandler {
      private ByteString before;
      private boolean isBegun;

      LongValue(String before) {
        this.before = ByteString.fromString(before);
      }

      @Override
      public void onPush() {
        isBegun = true;
        push(out, before.concat(reading.grab()));
        before = ByteString.emptyByteString();
      }

      @Override
      public void onUpstreamFinish() {
        reading = null;
        if (isAvailable(out)) {
          onPull();
        }
      }

      @Override
      public void onUpstreamFailure(Throwable cause) {
        materializer().system().log().warning("A value could not be read to its end: {}", cause);
        if (isBegun || span.isPresent()) {
          failStage(cause);
        } else {
          emit(out, ByteString.fromString(UNREADABLE));
          completeStage();
        }
      }
    }

    private void onNext(GetResult result) {
      if (result instanceof Found found) {
        open(found);
        onPull();
      } else if (result instanceof GetFailed failed) {
        emit(out, ByteString.fromString(Failures.lastItem(failed.failure())));
        completeStage();
      }
    }

    private GetResult failed(Throwable bug) {
      materializer().system().log().error(bug, "The next values could not be had");
      return new GetFailed(new Failure(Failure.Reason.INVALID, bug.toString()));
    }

    private void open(Found newPage) {
      long bytes = bytesOf(newPage);
      budget.take(bytes - charged);
      charged = bytes;
      page = newPage;
      values = newPage.values().iterator();
    }

    private ByteString nextPiece() {
      if (rest.isEmpty()) {
        rest = gather();
      }
      ByteString piece = rest.take(PIECE);
      rest = rest.drop(PIECE);
      return piece;
    }

    /** The next value alone if it is large, or as many small ones as make up a piece. */
    private ByteString gather() {
      ByteStringBuilder builder = new ByteStringBuilder();
      while (next == null && values.hasNext() && builder.length() < PIECE) {
        Value value = values.next();
        if (!value.isHere()) {
          next = value;
          break;
        }
        builder.putBytes(prefix.apply(value).getBytes(StandardCharsets.US_ASCII));
        if (value.length() < PIECE) {
          builder.putBytes(value.bytes());
        } else {
          builder.append(cut(ByteString.fromArrayUnsafe(value.bytes())));
        }
      }
      return builder.result();
    }

    private ByteString cut(ByteString bytes) {
      return span.map(part -> bytes.slice((int) part.from(), (int) part.to())).orElse(bytes);
    }
  }
}
