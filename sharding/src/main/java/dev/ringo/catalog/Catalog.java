package dev.ringo.catalog;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.ddata.Key;
import akka.cluster.ddata.typed.javadsl.Replicator;
import akka.cluster.ddata.typed.javadsl.Replicator.Get;
import akka.cluster.ddata.typed.javadsl.Replicator.GetResponse;
import akka.cluster.ddata.typed.javadsl.Replicator.GetSuccess;
import akka.cluster.ddata.typed.javadsl.Replicator.NotFound;
import akka.cluster.ddata.typed.javadsl.Replicator.ReadMajority;
import akka.cluster.ddata.typed.javadsl.Replicator.Update;
import akka.cluster.ddata.typed.javadsl.Replicator.UpdateResponse;
import akka.cluster.ddata.typed.javadsl.Replicator.UpdateSuccess;
import akka.cluster.ddata.typed.javadsl.Replicator.WriteConsistency;
import akka.cluster.ddata.typed.javadsl.Replicator.WriteMajority;
import dev.ringo.cluster.ClusterView;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Which domains there are, with their parameters and number of chunks, as this node knows it. Every
 * node that holds copies keeps the whole list, in Akka Distributed Data and in a local view that
 * all look-ups go to; a member that holds none knows nothing. The list may lag behind and lacks
 * what no node has published since the cluster started: the truth is the chunks' own logs. Domains
 * are never removed. Safe for use by many threads.
 */
public final class Catalog implements Extension {

  /** The name of the actor that lists domains to members without copies. */
  public static final String NAME = "ringo-catalog";

  /**
   * Frozen in a running cluster. A bucket is replicated as one value, and has to fit into one
   * message (maximum-frame-size, 1,280 KiB): at a million domains with names of 24 bytes it has
   * 3,900 of them and weighs 180 KiB.
   */
  private static final int BUCKETS = 256;

  private static final List<Key<Bucket>> KEYS =
      IntStream.range(0, BUCKETS).<Key<Bucket>>mapToObj(BucketKey::new).toList();

  private static final class BucketKey extends Key<Bucket> {
    private static final long serialVersionUID = 1L;

    BucketKey(int number) {
      super("domains-" + number);
    }
  }

  private static final ExtensionId<Catalog> ID =
      new ExtensionId<>() {
        @Override
        public Catalog createExtension(ActorSystem<?> system) {
          return new Catalog(system);
        }
      };

  private final ActorSystem<?> system;
  private final CatalogSettings settings;
  private final CatalogView view = new CatalogView();

  /** On nodes that hold copies. */
  private final Optional<ActorRef<Replicator.Command>> replicator;

  private Catalog(ActorSystem<?> system) {
    this.system = system;
    this.settings = CatalogSettings.from(system.settings().config().getConfig("ringo.catalog"));
    this.replicator = ClusterView.get(system).self().map(node -> start());
  }

  public static Catalog get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  private ActorRef<Replicator.Command> start() {
    ActorRef<Replicator.Command> started =
        system.systemActorOf(
            Replicator.behavior(settings.replicator(system)),
            "ringo-catalog-replicator",
            Props.empty());
    system.systemActorOf(CatalogHost.create(view, started, KEYS), NAME, Props.empty());
    return started;
  }

  private static Key<Bucket> keyOf(DomainName domain) {
    // Names that only differ in a number at their end must not meet: the first chunk's id is a good
    // hash.
    return KEYS.get(ChunkId.of(0, domain).shard() % BUCKETS);
  }

  /** Is the list kept here? */
  public boolean isKept() {
    return replicator.isPresent();
  }

  public Optional<CatalogEntry> find(DomainName domain) {
    return view.find(domain);
  }

  /** The domain that a chunk is of. */
  public Optional<CatalogEntry> findByChunk(ChunkId chunk) {
    return view.findByChunk(chunk);
  }

  /** At most so many domains in the order of their names' bytes, those after a name. */
  public List<CatalogEntry> page(Optional<DomainName> after, int most) {
    return view.page(after, most);
  }

  /**
   * Has a chunk's domain listed, with at least so many chunks. Costs a look-up if it is, so that
   * whoever holds a copy or serves a chunk may say so often.
   */
  public void publish(ChunkInfo info, long chunks) {
    CatalogEntry entry = CatalogEntry.of(info, chunks);
    if (replicator.isPresent() && view.learn(entry)) {
      update(entry, Replicator.writeLocal());
    }
  }

  /**
   * The same, and tells when a majority of the nodes has it.
   *
   * @return false if that took longer than {@code ringo.catalog.majority-timeout}; the other nodes
   *     learn of it later then. Never fails.
   */
  public CompletionStage<Boolean> publishAndAwait(ChunkInfo info, long chunks) {
    CatalogEntry entry = CatalogEntry.of(info, chunks);
    return replicator.isPresent() && view.learn(entry)
        ? update(entry, new WriteMajority(settings.majorityTimeout()))
        : CompletableFuture.completedFuture(true);
  }

  private CompletionStage<Boolean> update(CatalogEntry entry, WriteConsistency consistency) {
    return ask(
        (ActorRef<UpdateResponse<Bucket>> replyTo) ->
            new Update<>(
                keyOf(entry.domain()),
                Bucket.EMPTY,
                consistency,
                replyTo,
                bucket -> bucket.with(entry)),
        UpdateSuccess.class::isInstance);
  }

  /**
   * Looks a domain up at a majority of the nodes, so that {@link #find} then knows it if a {@link
   * #publishAndAwait} of it was confirmed.
   *
   * @return false if no majority answered in time. Never fails.
   */
  public CompletionStage<Boolean> refresh(DomainName domain) {
    Key<Bucket> key = keyOf(domain);
    return ask(
        (ActorRef<GetResponse<Bucket>> replyTo) ->
            new Get<>(key, new ReadMajority(settings.majorityTimeout()), replyTo),
        response -> {
          if (response instanceof GetSuccess<Bucket> success) {
            success.get(key).find(domain).ifPresent(view::learn);
          }
          return response instanceof GetSuccess || response instanceof NotFound;
        });
  }

  /** Asks the replicator, which answers in its own time limit. */
  private <R> CompletionStage<Boolean> ask(
      Function<ActorRef<R>, Replicator.Command> question, Function<R, Boolean> outcome) {
    Duration limit = settings.majorityTimeout().multipliedBy(2);
    return AskPattern.ask(replicator.orElseThrow(), question::apply, limit, system.scheduler())
        .handleAsync(
            (response, failure) -> failure == null && outcome.apply(response),
            system.executionContext());
  }
}
