package dev.ringo.client;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import dev.ringo.client.ChunkRead.Failed;
import dev.ringo.client.ChunkRead.Some;
import dev.ringo.client.GetResult.Found;
import dev.ringo.client.GetResult.GetFailed;
import dev.ringo.cluster.ClusterView;
import dev.ringo.domain.Domains;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.CopyReader.ReadReply;
import dev.ringo.replica.CopyReader.ReadStatus;
import dev.ringo.replica.LocalCopies;
import dev.ringo.replica.PublishedCopy;
import dev.ringo.ring.DomainName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * Gets over all chunks of a domain, which are asked at once. The owner of the newest one answers
 * for it; those before it are sealed, and any closed copy of them answers.
 */
final class Gets {

  /** Most values are small, and a get that finds a larger one asks again. */
  private static final int FIRST_BYTES = 16 * 1024;

  private static final int LEAST_BYTES = 1024;
  private static final int MOST_FIRST_BYTES = 1024 * 1024;

  /** Of a sealed chunk that is known not to have a key. */
  private static final ChunkRead NOTHING = new Some(List.of(), 0, 0, 0);

  /**
   * One get under way.
   *
   * @param charge what its answers may take
   */
  record Get(long deadlineNanos, Charge charge) {}

  /** A chunk's part of a get, and what came of it, if it was asked. */
  private record Read(ReadRequest request, Optional<ChunkRead> outcome) {}

  private final ClusterView view;
  private final LocalCopies local;
  private final Domains domains;
  private final KnownChunks chunks;
  private final KeyCache keys;
  private final ActorRef<ClientActor.Command> actor;
  private final Executor readers;

  Gets(
      ActorSystem<?> system,
      Domains domains,
      KnownChunks chunks,
      KeyCache keys,
      ActorRef<ClientActor.Command> actor) {
    this.view = ClusterView.get(system);
    this.local = LocalCopies.get(system);
    this.domains = domains;
    this.chunks = chunks;
    this.keys = keys;
    this.actor = actor;
    this.readers =
        local.areInMemory()
            ? Runnable::run
            : system.dispatchers().lookup(DispatcherSelector.fromConfig("ringo.store.dispatcher"));
  }

  /** Bytes that the first answers to a get may bring. */
  int firstBytes(DomainName domain) {
    long number = chunks.of(domain);
    // Of very many chunks, most do not have the key.
    return (int) Math.min(MOST_FIRST_BYTES, number * bytesOfEach(number));
  }

  private static int bytesOfEach(long chunks) {
    return (int) Math.max(LEAST_BYTES, FIRST_BYTES / chunks);
  }

  /** The values of a key, {@code most} at most. */
  CompletionStage<GetResult> get(
      DomainName domain, byte[] key, int most, GetOptions options, Get get) {
    long known = chunks.of(domain);
    ReadRequest first =
        new ReadRequest(domain, 0, key, 1, 0, most, bytesOfEach(known), known == 1, options);
    return readAll(first, 0, known, get)
        .thenCompose(
            reads -> {
              remember(first, reads);
              return join(reads, get);
            });
  }

  private void remember(ReadRequest any, List<Read> reads) {
    boolean isWorthIt =
        reads.size() > 1
            && any.options().read() != GetOptions.Read.ANY
            && chunks.areKeysCached(any.domain());
    if (!isWorthIt || reads.stream().anyMatch(read -> read.outcome().get() instanceof Failed)) {
      return;
    }
    List<Read> sealed = reads.subList(0, reads.size() - 1);
    long[] with =
        sealed.stream()
            .filter(read -> !isEmpty((Some) read.outcome().get()))
            .mapToLong(read -> read.request().number())
            .toArray();
    keys.put(any.domain(), any.key(), new KeyCache.Known(sealed.size(), with));
  }

  private static boolean isEmpty(Some some) {
    return some.values().isEmpty() && some.next() == 0;
  }

  /** The values after those of an earlier answer. */
  CompletionStage<GetResult> next(GetResult.Cursor cursor, Get get) {
    return readFirst(cursor.rest(), get);
  }

  private CompletionStage<GetResult> readFirst(List<ReadRequest> rest, Get get) {
    ReadRequest next = rest.get(0);
    if (!get.charge().growTo(next.maxBytes())) {
      return CompletableFuture.completedFuture(new GetFailed(ReadAsk.TOO_MUCH));
    }
    boolean isSealed = next.number() < chunks.of(next.domain()) - 1;
    List<ReadRequest> here = isSealed ? List.of(next) : List.of();
    return readHere(here, get)
        .thenCompose(found -> read(next, isSealed, found, get))
        .thenCompose(
            first -> {
              List<Read> reads = new ArrayList<>(List.of(first));
              rest.stream().skip(1).forEach(later -> reads.add(new Read(later, Optional.empty())));
              return join(reads, get);
            });
  }

  /** Reads the chunks from a number on, up to another one, and those that turn out to follow. */
  private CompletionStage<List<Read>> readAll(ReadRequest any, long from, long to, Get get) {
    List<ReadRequest> requests = LongStream.range(from, to).mapToObj(any::ofChunk).toList();
    List<ReadRequest> sealed = requests.subList(0, requests.size() - 1);
    Optional<KeyCache.Known> known =
        sealed.isEmpty() ? Optional.empty() : keys.find(any.domain(), any.key());
    Predicate<ReadRequest> isWithout =
        read -> known.filter(cached -> cached.isWithout(read.number())).isPresent();
    return readHere(sealed.stream().filter(isWithout.negate()).toList(), get)
        .thenCompose(
            here -> {
              List<CompletionStage<Read>> reads = new ArrayList<>();
              for (ReadRequest one : requests) {
                reads.add(
                    isWithout.test(one)
                        ? CompletableFuture.completedFuture(new Read(one, Optional.of(NOTHING)))
                        : read(one, one.number() < to - 1, here, get));
              }
              return NodeQueries.all(reads);
            })
        .thenCompose(
            reads -> {
              long number = reads.stream().mapToLong(Gets::chunksToldBy).max().orElse(0);
              chunks.learn(any.domain(), number);
              return number <= to
                  ? CompletableFuture.completedFuture(reads)
                  : readAll(any.probing(bytesOfEach(number)), to, number, get)
                      .thenApply(more -> concat(reads, more));
            });
  }

  private static long chunksToldBy(Read read) {
    return read.outcome().orElseThrow() instanceof Some some ? some.chunks() : 0;
  }

  /** What this node's closed copies say: of many sealed chunks most do not have the key. */
  private CompletionStage<Map<Long, ChunkRead>> readHere(List<ReadRequest> sealed, Get get) {
    if (sealed.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return CompletableFuture.supplyAsync(
        () -> {
          Map<Long, ChunkRead> found = new HashMap<>();
          for (ReadRequest request : sealed) {
            if (System.nanoTime() - get.deadlineNanos() >= 0) {
              break;
            }
            local
                .copyOf(request.chunk())
                .filter(PublishedCopy::isClosed)
                .flatMap(copy -> answer(copy, request))
                .ifPresent(read -> found.put(request.number(), read));
          }
          return found;
        },
        readers);
  }

  /** None if another copy has to be asked. */
  private static Optional<ChunkRead> answer(PublishedCopy copy, ReadRequest request) {
    ReadReply reply = CopyReader.answer(copy, request.ofAnyCopy(0, null));
    boolean isEnough =
        reply.status() == ReadStatus.OK
            && (!reply.frames().isEmpty() || reply.next() == 0 || !request.takesLarge());
    return isEnough ? ChunkRead.of(request.chunk(), reply) : Optional.empty();
  }

  private CompletionStage<Read> read(
      ReadRequest request, boolean isSealed, Map<Long, ChunkRead> here, Get get) {
    boolean ofAnyCopy = request.options().read() == GetOptions.Read.ANY;
    Optional<ChunkRead> found = Optional.ofNullable(here.get(request.number()));
    if (found.isEmpty() && ofAnyCopy) {
      ReadRequest whole =
          request.takesLarge() ? request.withMaxBytes(get.charge().most()) : request;
      found =
          local
              .inMemory(request.chunk())
              .filter(copy -> !isSealed || copy.isClosed())
              .flatMap(copy -> answer(copy, whole));
    }
    return found.isPresent()
        ? CompletableFuture.completedFuture(new Read(request, found))
        : ask(request, isSealed, ofAnyCopy, get)
            .thenApply(read -> new Read(request, Optional.of(read)));
  }

  private CompletionStage<ChunkRead> ask(
      ReadRequest request, boolean isSealed, boolean ofAnyCopy, Get get) {
    CompletableFuture<ChunkRead> result = new CompletableFuture<>();
    actor.tell(
        new ClientActor.Ask(
            replies ->
                isSealed || ofAnyCopy
                    ? new CopyReadAsk(
                        view,
                        domains,
                        request,
                        isSealed,
                        get.deadlineNanos(),
                        get.charge(),
                        result,
                        replies.reads())
                    : new OwnerReadAsk(
                        domains,
                        request,
                        get.deadlineNanos(),
                        get.charge(),
                        result,
                        replies.reads())));
    return result;
  }

  /** The values up to the first chunk that has more than it said, and a cursor for the rest. */
  private CompletionStage<GetResult> join(List<Read> reads, Get get) {
    List<Value> values = new ArrayList<>();
    List<ReadRequest> rest = new ArrayList<>();
    int most = reads.get(0).request().maxEntries();
    for (Read read : reads) {
      if (read.outcome().isEmpty()) {
        rest.add(read.request());
      } else if (read.outcome().get() instanceof Failed failed) {
        return CompletableFuture.completedFuture(new GetFailed(failed.failure()));
      } else if (read.outcome().get() instanceof Some some) {
        take(read.request(), some, values, rest);
      }
    }
    if (values.size() >= most) {
      return found(values.subList(0, most), List.of());
    }
    return values.isEmpty() && !rest.isEmpty() ? readFirst(rest, get) : found(values, rest);
  }

  private static void take(
      ReadRequest request, Some some, List<Value> values, List<ReadRequest> rest) {
    if (rest.isEmpty()) {
      values.addAll(some.values());
      if (some.next() > 0) {
        rest.add(request.goingOn(some.next(), some.upTo()));
      }
    } else if (!isEmpty(some)) {
      rest.add(request.goingOn(request.from(), some.upTo()));
    }
  }

  private static CompletionStage<GetResult> found(List<Value> values, List<ReadRequest> rest) {
    return CompletableFuture.completedFuture(
        new Found(
            values, rest.isEmpty() ? Optional.empty() : Optional.of(new GetResult.Cursor(rest))));
  }

  private static <T> List<T> concat(List<T> first, List<T> second) {
    List<T> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }
}
