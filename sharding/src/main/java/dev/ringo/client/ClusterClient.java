package dev.ringo.client;

import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.Props;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.typesafe.config.Config;
import dev.ringo.catalog.Catalog;
import dev.ringo.client.Failure.Reason;
import dev.ringo.cluster.ClusterView;
import dev.ringo.domain.Domains;
import dev.ringo.domain.HandOver;
import dev.ringo.entry.Frame;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.replica.LocalCopies;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.value.IncomingValue;
import dev.ringo.value.SpooledValue;
import dev.ringo.value.ValueNodes;
import dev.ringo.value.ValueReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Checks requests, bounds how many are under way, and hands them to the {@link ClientActor}. */
final class ClusterClient extends RingoClient implements Extension {

  private static final ExtensionId<ClusterClient> ID =
      new ExtensionId<>() {
        @Override
        public ClusterClient createExtension(ActorSystem<?> system) {
          return new ClusterClient(system);
        }
      };

  private final ActorSystem<?> system;
  private final ClusterView view;
  private final LocalCopies local;
  private final Domains domains;
  private final Catalog catalog;
  private final ClientSettings settings;
  private final ActorRef<ClientActor.Command> actor;
  private final Gets gets;
  private final NodeQueries queries;
  private final ValueReader valueReader;
  private final LargePuts large;
  private final AtomicInteger outstanding = new AtomicInteger();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicLong replyBytes = new AtomicLong();

  private ClusterClient(ActorSystem<?> system) {
    Config ringo = system.settings().config().getConfig("ringo");
    this.system = system;
    view = ClusterView.get(system);
    local = LocalCopies.get(system);
    domains = Domains.get(system);
    catalog = Catalog.get(system);
    settings = ClientSettings.from(ringo);
    KnownChunks chunks = new KnownChunks(catalog::find);
    actor =
        system.systemActorOf(
            ClientActor.create(domains, chunks, settings), "ringo-client", Props.empty());
    KeyCache keys = new KeyCache(ringo.getInt("client.keycache-keys"));
    gets = new Gets(system, domains, chunks, keys, actor);
    queries = new NodeQueries(system, view);
    valueReader = new ValueReader(system, ValueNodes.of(view));
    large = new LargePuts(system, domains, chunks, settings, actor);
  }

  public static ClusterClient get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  @Override
  public CompletionStage<CreateResult> create(DomainName domain, CreateOptions options) {
    Optional<Failure> wrong = checkNodes();
    if (wrong.isPresent()) {
      return done(new CreateResult.CreateFailed(wrong.get()));
    }
    if (!enter(0)) {
      return done(new CreateResult.CreateFailed(busy()));
    }
    ChunkInfo info =
        new ChunkInfo(
            domain,
            0,
            options.replicas().orElse(settings.replicas()),
            options.keycache(),
            options.noindex(),
            ThreadLocalRandom.current().nextLong());
    CompletableFuture<CreateResult> result = new CompletableFuture<>();
    long deadline = deadline(options.timeout());
    actor.tell(
        new ClientActor.Ask(
            replies -> new CreateAsk(domains, info, deadline, result, replies.creates())));
    return leaving(result, 0);
  }

  @Override
  public CompletionStage<PutResult> put(
      DomainName domain, byte[] key, byte[] value, PutOptions options) {
    Optional<Failure> wrong =
        check(key).or(() -> checkValue(value)).or(() -> checkKey(options)).or(this::checkNodes);
    if (wrong.isPresent()) {
      return done(new PutResult.NotStored(wrong.get()));
    }
    if (value.length > limits().inline()) {
      return putLarge(domain, key, value, options);
    }
    int bytes = key.length + value.length;
    if (!enter(bytes)) {
      return done(new PutResult.NotStored(busy()));
    }
    CompletableFuture<PutResult> result = new CompletableFuture<>();
    PendingPut put =
        new PendingPut(
            LargePuts.newId(), key, value, keyOf(options), deadline(options.timeout()), result);
    boolean all = options.ack() == PutOptions.Ack.ALL;
    actor.tell(new ClientActor.Put(domain, all, put));
    return leaving(result, bytes);
  }

  private static Optional<IdempotencyKey> keyOf(PutOptions options) {
    return options
        .idempotencyKey()
        .map(text -> IdempotencyKey.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private CompletionStage<PutResult> putLarge(
      DomainName domain, byte[] key, byte[] value, PutOptions options) {
    return large
        .spool(value)
        .thenCompose(
            spooled ->
                spooled
                    .map(file -> put(domain, key, file, options))
                    .orElseGet(() -> done(new PutResult.NotStored(LargePuts.NO_ROOM_HERE))));
  }

  @Override
  public IncomingValue receive() throws IOException {
    return large.receive();
  }

  @Override
  public ValueLimits limits() {
    return large.limits();
  }

  @Override
  public CompletionStage<PutResult> put(
      DomainName domain, byte[] key, SpooledValue value, PutOptions options) {
    Optional<Failure> wrong = check(key).or(() -> checkKey(options)).or(this::checkNodes);
    if (wrong.isPresent() || !enter(0)) {
      value.delete();
      return done(new PutResult.NotStored(wrong.orElseGet(this::busy)));
    }
    CompletableFuture<PutResult> result = new CompletableFuture<>();
    PendingPut put =
        new PendingPut(
            value.id(), key, value.value(), keyOf(options), deadline(options.timeout()), result);
    boolean all = options.ack() == PutOptions.Ack.ALL;
    return leaving(large.put(domain, value, all, put, result), 0);
  }

  @Override
  public Source<ByteString, NotUsed> stream(Value value, long from, long to) {
    return value
        .elsewhere()
        .map(
            where ->
                valueReader.stream(where.chunk(), where.value(), here(where.chunk()), from, to))
        .orElseGet(
            () ->
                Source.single(
                    ByteString.fromArrayUnsafe(value.bytes(), (int) from, (int) (to - from))));
  }

  /** This node, if it has a copy. */
  private List<NodeId> here(ChunkId chunk) {
    return local.copyOf(chunk).map(copy -> List.of(copy.replica().node())).orElse(List.of());
  }

  @Override
  public CompletionStage<GetResult> get(DomainName domain, byte[] key, GetOptions options) {
    return get(domain, key, Integer.MAX_VALUE, options);
  }

  @Override
  public CompletionStage<GetResult> getOne(DomainName domain, byte[] key, GetOptions options) {
    return get(domain, key, 1, options);
  }

  private CompletionStage<GetResult> get(
      DomainName domain, byte[] key, int most, GetOptions options) {
    Optional<Failure> wrong = check(key).or(this::checkNodes);
    return wrong.isPresent()
        ? done(new GetResult.GetFailed(wrong.get()))
        : charged(
            gets.firstBytes(domain), options, get -> gets.get(domain, key, most, options, get));
  }

  @Override
  public CompletionStage<GetResult> next(GetResult.Cursor cursor) {
    ReadRequest next = cursor.rest().get(0);
    return charged(next.maxBytes(), next.options(), get -> gets.next(cursor, get));
  }

  private CompletionStage<GetResult> charged(
      int firstBytes, GetOptions options, Function<Gets.Get, CompletionStage<GetResult>> start) {
    Charge charge = new Charge(replyBytes, settings.maxReplyBytes(), mostOfOneGet());
    if (!charge.growTo(firstBytes) || !enter(0)) {
      charge.release();
      return done(new GetResult.GetFailed(busy()));
    }
    return start
        .apply(new Gets.Get(deadline(options.timeout()), charge))
        .whenComplete(
            (outcome, failure) -> {
              leave(0);
              charge.release();
            });
  }

  /** The longest value and all that goes around it. */
  private int mostOfOneGet() {
    return settings.values().inline() + 2 * Frame.MAX_KEY_BYTES;
  }

  @Override
  public void leave() {
    CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.clusterLeavingReason());
  }

  @Override
  public LeaveStatus leaveStatus() {
    return new LeaveStatus(
        view.isLeaving(), HandOver.chunks(local).size(), HandOver.waitingFor(local));
  }

  @Override
  public void scrub() {
    queries.scrub();
  }

  @Override
  public CompletionStage<List<ScrubStatus>> scrubStatus(Duration timeout) {
    return queries.scrubStatus(timeout);
  }

  @Override
  public CompletionStage<List<NodeStatus>> nodes(Duration timeout) {
    return queries.nodes(timeout);
  }

  @Override
  public CompletionStage<List<ChunkStatus>> copiesOn(NodeId node, Duration timeout) {
    return queries.copiesOn(node, timeout);
  }

  @Override
  public CompletionStage<List<ChunkStatus>> copiesOf(DomainName domain, Duration timeout) {
    return queries.copiesOf(domain, timeout);
  }

  @Override
  public CompletionStage<List<DomainStatus>> domains(
      Optional<DomainName> after, int most, Duration timeout) {
    return catalog.isKept()
        ? done(catalog.page(after, most).stream().map(DomainStatus::of).toList())
        : queries.domains(after, most, timeout);
  }

  private static Optional<Failure> check(byte[] key) {
    return key.length >= 1 && key.length <= Frame.MAX_KEY_BYTES
        ? Optional.empty()
        : invalid("a key has 1 to " + Frame.MAX_KEY_BYTES + " bytes, not " + key.length);
  }

  private Optional<Failure> checkValue(byte[] value) {
    return value.length <= limits().max()
        ? Optional.empty()
        : invalid(
            "a value has at most "
                + limits().max()
                + " bytes (ringo.value.max), not "
                + value.length);
  }

  private static Optional<Failure> checkKey(PutOptions options) {
    int length =
        options.idempotencyKey().map(key -> key.getBytes(StandardCharsets.UTF_8).length).orElse(1);
    return length >= 1 && length <= PutOptions.MAX_IDEMPOTENCY_KEY_BYTES
        ? Optional.empty()
        : invalid(
            "an idempotency key has 1 to "
                + PutOptions.MAX_IDEMPOTENCY_KEY_BYTES
                + " bytes, not "
                + length);
  }

  private static Optional<Failure> invalid(String message) {
    return Optional.of(new Failure(Reason.INVALID, message));
  }

  private Optional<Failure> checkNodes() {
    return view.membership().ring().isEmpty()
        ? Optional.of(new Failure(Reason.NO_NODES, "no member of the cluster holds copies"))
        : Optional.empty();
  }

  private Failure busy() {
    return new Failure(
        Reason.BUSY,
        "this client has as much under way as max-outstanding, max-queued-bytes and max-reply-bytes in"
            + " ringo.client allow:"
            + " try again a little later");
  }

  private boolean enter(int bytes) {
    int requests = outstanding.incrementAndGet();
    long allBytes = queuedBytes.addAndGet(bytes);
    boolean fits = requests <= settings.maxOutstanding() && allBytes <= settings.maxQueuedBytes();
    if (!fits) {
      leave(bytes);
    }
    return fits;
  }

  private void leave(int bytes) {
    outstanding.decrementAndGet();
    queuedBytes.addAndGet(-bytes);
  }

  private <T> CompletionStage<T> leaving(CompletableFuture<T> result, int bytes) {
    return result.whenComplete((outcome, failure) -> leave(bytes));
  }

  private static long deadline(Duration timeout) {
    return System.nanoTime() + timeout.toNanos();
  }

  private static <T> CompletionStage<T> done(T result) {
    return CompletableFuture.completedFuture(result);
  }
}
