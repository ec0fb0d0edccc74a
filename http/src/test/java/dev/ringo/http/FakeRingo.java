package dev.ringo.http;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.ringo.client.ChunkStatus;
import dev.ringo.client.CreateOptions;
import dev.ringo.client.CreateResult;
import dev.ringo.client.Cursors;
import dev.ringo.client.DomainStatus;
import dev.ringo.client.Failure;
import dev.ringo.client.GetOptions;
import dev.ringo.client.GetResult;
import dev.ringo.client.GetResult.Cursor;
import dev.ringo.client.LeaveStatus;
import dev.ringo.client.NodeStatus;
import dev.ringo.client.PutOptions;
import dev.ringo.client.PutResult;
import dev.ringo.client.RingoClient;
import dev.ringo.client.ScrubStatus;
import dev.ringo.client.Value;
import dev.ringo.client.ValueLimits;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.ExternalValue;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.NodeName;
import dev.ringo.value.IncomingValue;
import dev.ringo.value.SpooledValue;
import dev.ringo.value.ValueFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps domains in a map. A test may set what an operation answers instead, and look at what was
 * asked.
 */
final class FakeRingo extends RingoClient {

  static final NodeName NODE = NodeName.parse("ringo-00000000000000000000000000000abc@localhost");
  static final EntryId ENTRY = new EntryId(0x6543210fedcbaL);

  private final Map<DomainName, Map<String, List<Value>>> domains = new ConcurrentHashMap<>();
  private final Map<Cursor, Supplier<GetResult>> cursors = new ConcurrentHashMap<>();
  private final AtomicLong entries = new AtomicLong(ENTRY.value());

  final AtomicInteger puts = new AtomicInteger();
  final AtomicInteger gets = new AtomicInteger();
  final AtomicInteger pages = new AtomicInteger();
  final AtomicInteger scrubs = new AtomicInteger();
  volatile CreateOptions createOptions;
  volatile PutOptions putOptions;
  volatile GetOptions getOptions;

  volatile Optional<CompletionStage<CreateResult>> createAnswer = Optional.empty();
  volatile Optional<CompletionStage<PutResult>> putAnswer = Optional.empty();
  volatile Optional<CompletionStage<GetResult>> getAnswer = Optional.empty();
  volatile Optional<CompletionStage<GetResult>> nextAnswer = Optional.empty();
  volatile int pageSize = 3;
  volatile List<NodeStatus> nodes = List.of();
  volatile List<ChunkStatus> copies = List.of();
  volatile Optional<CompletionStage<List<DomainStatus>>> domainsAnswer = Optional.empty();
  volatile List<DomainName> listed = List.of();
  volatile ValueLimits limits = new ValueLimits(1024 * 1024, 1024 * 1024);

  /** What a long value's stream gives instead of its bytes. */
  volatile Optional<Source<ByteString, NotUsed>> streamed = Optional.empty();

  /** Where long values are; a test that has any says so. */
  volatile ValueFiles files;

  private final Map<String, byte[]> large = new ConcurrentHashMap<>();

  /** Forgets everything. */
  void reset() {
    domains.clear();
    entries.set(ENTRY.value());
    scrubs.set(0);
    puts.set(0);
    gets.set(0);
    pages.set(0);
    createAnswer = Optional.empty();
    putAnswer = Optional.empty();
    getAnswer = Optional.empty();
    nextAnswer = Optional.empty();
    pageSize = 3;
    nodes = List.of();
    copies = List.of();
    domainsAnswer = Optional.empty();
    listed = List.of();
    streamed = Optional.empty();
  }

  List<Value> stored(DomainName domain, byte[] key) {
    return domains.getOrDefault(domain, Map.of()).getOrDefault(latin1(key), List.of());
  }

  /** How many entries there are in all domains. */
  int entryCount() {
    return domains.values().stream()
        .flatMap(keys -> keys.values().stream())
        .mapToInt(List::size)
        .sum();
  }

  private boolean leaving;

  @Override
  public void leave() {
    leaving = true;
  }

  @Override
  public LeaveStatus leaveStatus() {
    return new LeaveStatus(leaving, 2, List.of("chunk 0 of a domain"));
  }

  @Override
  public void scrub() {
    scrubs.incrementAndGet();
  }

  @Override
  public CompletionStage<List<ScrubStatus>> scrubStatus(Duration timeout) {
    return done(List.of(new ScrubStatus(NODE, 3, scrubs.get(), 4096, 2, 1, 0)));
  }

  @Override
  public CompletionStage<CreateResult> create(DomainName domain, CreateOptions options) {
    createOptions = options;
    return createAnswer.orElseGet(() -> done(createNow(domain)));
  }

  private CreateResult createNow(DomainName domain) {
    return domains.putIfAbsent(domain, new ConcurrentHashMap<>()) == null
        ? new CreateResult.Created(NODE, ChunkId.of(0, domain), 3, 3)
        : new CreateResult.AlreadyExists();
  }

  @Override
  public CompletionStage<PutResult> put(
      DomainName domain, byte[] key, byte[] value, PutOptions options) {
    putOptions = options;
    puts.incrementAndGet();
    return putAnswer.orElseGet(() -> done(putNow(domain, key, value)));
  }

  @Override
  public CompletionStage<PutResult> put(
      DomainName domain, byte[] key, SpooledValue value, PutOptions options) {
    putOptions = options;
    puts.incrementAndGet();
    ExternalValue external = value.value();
    try {
      byte[] bytes = files.read(ChunkId.of(0, domain), external.name(), 0, (int) external.length());
      large.put(external.name(), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    value.delete();
    return done(store(domain, key, id -> new Value(id, ChunkId.of(0, domain), external)));
  }

  @Override
  public ValueLimits limits() {
    return limits;
  }

  @Override
  public IncomingValue receive() throws IOException {
    return files.receive(EntryId.at(1));
  }

  /** Long values are told apart by their lengths. */
  @Override
  public Source<ByteString, NotUsed> stream(Value value, long from, long to) {
    byte[] bytes =
        value.isHere()
            ? value.bytes()
            : large.values().stream()
                .filter(one -> one.length == value.length())
                .findFirst()
                .orElseThrow();
    ByteString wanted = ByteString.fromArray(bytes).slice((int) from, (int) to);
    return streamed.orElseGet(() -> Source.from(pieces(wanted)));
  }

  private static List<ByteString> pieces(ByteString bytes) {
    List<ByteString> pieces = new ArrayList<>();
    for (ByteString rest = bytes; !rest.isEmpty(); rest = rest.drop(100_000)) {
      pieces.add(rest.take(100_000));
    }
    return pieces;
  }

  private PutResult putNow(DomainName domain, byte[] key, byte[] value) {
    return store(domain, key, id -> new Value(id, value));
  }

  private PutResult store(DomainName domain, byte[] key, Function<EntryId, Value> value) {
    Map<String, List<Value>> keys = domains.get(domain);
    if (keys == null) {
      return new PutResult.NotStored(new Failure(Failure.Reason.NO_SUCH_DOMAIN, "no such domain"));
    }
    EntryId entry = new EntryId(entries.getAndIncrement());
    keys.computeIfAbsent(latin1(key), k -> new ArrayList<>()).add(value.apply(entry));
    return new PutResult.Stored(NODE, ChunkId.of(0, domain), entry);
  }

  @Override
  public CompletionStage<GetResult> get(DomainName domain, byte[] key, GetOptions options) {
    getOptions = options;
    gets.incrementAndGet();
    return getAnswer.orElseGet(() -> done(page(domain, key, options, 0)));
  }

  @Override
  public CompletionStage<GetResult> getOne(DomainName domain, byte[] key, GetOptions options) {
    getOptions = options;
    return getAnswer.orElseGet(
        () ->
            done(
                page(domain, key, options, 0) instanceof GetResult.Found found
                    ? new GetResult.Found(
                        found.values().stream().limit(1).toList(), Optional.empty())
                    : page(domain, key, options, 0)));
  }

  @Override
  public CompletionStage<GetResult> next(Cursor cursor) {
    return nextAnswer.orElseGet(() -> done(cursors.remove(cursor).get()));
  }

  /** The first page of a key's values. */
  GetResult valuesOf(DomainName domain, byte[] key) {
    return page(domain, key, GetOptions.within(Duration.ofSeconds(1)), 0);
  }

  private GetResult page(DomainName domain, byte[] key, GetOptions options, int from) {
    if (!domains.containsKey(domain)) {
      return new GetResult.GetFailed(new Failure(Failure.Reason.NO_SUCH_DOMAIN, "no such domain"));
    }
    pages.incrementAndGet();
    List<Value> all = stored(domain, key);
    int to = Math.min(all.size(), from + pageSize);
    if (to == all.size()) {
      return new GetResult.Found(all.subList(from, to), Optional.empty());
    }
    Cursor more = Cursors.create();
    cursors.put(more, () -> page(domain, key, options, to));
    return new GetResult.Found(all.subList(from, to), Optional.of(more));
  }

  @Override
  public CompletionStage<List<DomainStatus>> domains(
      Optional<DomainName> after, int most, Duration timeout) {
    return domainsAnswer.orElseGet(
        () ->
            done(
                listed.stream()
                    .filter(name -> after.isEmpty() || isAfter(name, after.get()))
                    .sorted(Comparator.comparing(DomainName::latin1))
                    .limit(most)
                    .map(name -> new DomainStatus(name, 2, false, true, 1))
                    .toList()));
  }

  private static boolean isAfter(DomainName name, DomainName after) {
    return name.latin1().compareTo(after.latin1()) > 0;
  }

  @Override
  public CompletionStage<List<NodeStatus>> nodes(Duration timeout) {
    return done(nodes);
  }

  @Override
  public CompletionStage<List<ChunkStatus>> copiesOn(NodeId node, Duration timeout) {
    return done(copies.stream().filter(copy -> copy.node().id().equals(node)).toList());
  }

  @Override
  public CompletionStage<List<ChunkStatus>> copiesOf(DomainName domain, Duration timeout) {
    return done(copies.stream().filter(copy -> copy.domain().equals(domain)).toList());
  }

  static <T> CompletionStage<T> done(T result) {
    return CompletableFuture.completedFuture(result);
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
