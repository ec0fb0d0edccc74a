package dev.ringo.client;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import dev.ringo.catalog.Catalog;
import dev.ringo.catalog.CatalogHost;
import dev.ringo.cluster.ClusterView;
import dev.ringo.cluster.Membership;
import dev.ringo.replica.ReplicaHost;
import dev.ringo.replica.ReplicaHost.CopyList;
import dev.ringo.replica.Scrubber;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.Ring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Asks nodes about themselves and their copies. Who does not answer in time is left out. */
final class NodeQueries {

  private final ActorSystem<?> system;
  private final ClusterView view;
  private final Executor executor;

  NodeQueries(ActorSystem<?> system, ClusterView view) {
    this.system = system;
    this.view = view;
    this.executor = system.executionContext();
  }

  CompletionStage<List<NodeStatus>> nodes(Duration timeout) {
    Membership membership = view.membership();
    return all(
        inRingOrder(membership).stream().map(node -> status(membership, node, timeout)).toList());
  }

  /** Those that are not on the ring last. */
  private static List<NodeId> inRingOrder(Membership membership) {
    Set<NodeId> nodes = new LinkedHashSet<>(membership.ring().nodes());
    nodes.addAll(new TreeSet<>(membership.addresses().keySet()));
    return List.copyOf(nodes);
  }

  private CompletionStage<NodeStatus> status(Membership membership, NodeId node, Duration timeout) {
    Ring ring = membership.ring();
    boolean onRing = ring.hosts().containsKey(node);
    List<NodeId> neighbours = onRing ? ring.neighbours(node) : List.of(node, node);
    CompletionStage<Optional<NodeStatus.Figures>> figures =
        host(node)
            .map(host -> figures(host, timeout))
            .orElse(CompletableFuture.completedFuture(Optional.empty()));
    return figures.thenApply(
        known ->
            new NodeStatus(
                view.nameOf(node),
                onRing,
                onRing ? ring.shardsOf(node) : 0,
                membership.reachable().contains(node),
                view.nameOf(neighbours.get(0)),
                view.nameOf(neighbours.get(1)),
                known));
  }

  private CompletionStage<Optional<NodeStatus.Figures>> figures(
      ActorRef<ReplicaHost.Command> host, Duration timeout) {
    return AskPattern.<ReplicaHost.Command, ReplicaHost.Figures>ask(
            host, ReplicaHost.AskForFigures::new, timeout, system.scheduler())
        .handleAsync(
            (figures, failure) ->
                Optional.ofNullable(figures)
                    .map(
                        f ->
                            new NodeStatus.Figures(
                                f.stored(), f.limit(), f.copies(), f.owners(), f.heap(), f.disk())),
            executor);
  }

  void scrub() {
    for (NodeId node : inRingOrder(view.membership())) {
      view.<Scrubber.Command>actorOn(node, Scrubber.NAME)
          .ifPresent(scrubber -> scrubber.tell(new Scrubber.Now()));
    }
  }

  CompletionStage<List<ScrubStatus>> scrubStatus(Duration timeout) {
    List<CompletionStage<List<ScrubStatus>>> asked = new ArrayList<>();
    for (NodeId node : inRingOrder(view.membership())) {
      view.<Scrubber.Command>actorOn(node, Scrubber.NAME)
          .ifPresent(scrubber -> asked.add(scrubStatus(node, scrubber, timeout)));
    }
    return all(asked).thenApply(lists -> lists.stream().flatMap(List::stream).toList());
  }

  /** None if the node does not answer, as one in memory. */
  private CompletionStage<List<ScrubStatus>> scrubStatus(
      NodeId node, ActorRef<Scrubber.Command> scrubber, Duration timeout) {
    return AskPattern.<Scrubber.Command, Scrubber.Progress>ask(
            scrubber, Scrubber.AskForProgress::new, timeout, system.scheduler())
        .handleAsync(
            (progress, failure) ->
                Optional.ofNullable(progress).map(found -> describe(node, found)).stream().toList(),
            executor);
  }

  private ScrubStatus describe(NodeId node, Scrubber.Progress progress) {
    return new ScrubStatus(
        view.nameOf(node),
        progress.copies(),
        progress.left(),
        progress.bytes(),
        progress.disk().mended(),
        progress.disk().damaged(),
        progress.disk().differing());
  }

  /** The list of domains, as any node that can be reached has it. */
  CompletionStage<List<DomainStatus>> domains(
      Optional<DomainName> after, int most, Duration timeout) {
    Optional<ActorRef<CatalogHost.Command>> any =
        view.membership().reachable().stream()
            .findAny()
            .flatMap(node -> view.actorOn(node, Catalog.NAME));
    if (any.isEmpty()) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("no node that has the list of domains can be reached"));
    }
    return AskPattern.<CatalogHost.Command, CatalogHost.DomainList>ask(
            any.get(),
            replyTo -> new CatalogHost.ListDomains(after, most, replyTo),
            timeout,
            system.scheduler())
        .handleAsync(
            (list, failure) -> {
              if (failure != null) {
                throw new IllegalStateException("a node did not list the domains", failure);
              }
              return list.domains().stream().map(DomainStatus::of).toList();
            },
            executor);
  }

  CompletionStage<List<ChunkStatus>> copiesOn(NodeId node, Duration timeout) {
    return host(node)
        .map(host -> copiesOn(node, host, Optional.empty(), Optional.empty(), timeout))
        .orElse(CompletableFuture.completedFuture(List.of()));
  }

  private CompletionStage<List<ChunkStatus>> copiesOn(
      NodeId node,
      ActorRef<ReplicaHost.Command> host,
      Optional<DomainName> of,
      Optional<ChunkId> after,
      Duration timeout) {
    return AskPattern.<ReplicaHost.Command, CopyList>ask(
            host,
            replyTo -> new ReplicaHost.ListCopies(of, after, replyTo),
            timeout,
            system.scheduler())
        .exceptionally(failure -> new CopyList(List.of(), false))
        .thenComposeAsync(
            list -> {
              List<ChunkStatus> copies =
                  new ArrayList<>(
                      list.copies().stream().map(copy -> describe(node, copy)).toList());
              if (!list.more()) {
                return CompletableFuture.completedFuture(copies);
              }
              ChunkId last = copies.get(copies.size() - 1).chunk();
              return copiesOn(node, host, of, Optional.of(last), timeout)
                  .thenApply(
                      rest -> {
                        copies.addAll(rest);
                        return copies;
                      });
            },
            executor);
  }

  private ChunkStatus describe(NodeId node, CopyList.Copy copy) {
    Ring ring = view.membership().ring();
    ChunkId chunk = copy.info().id();
    List<NodeId> placement = ring.placement(chunk, copy.info().replicas() + 1);
    return new ChunkStatus(
        chunk,
        copy.info().domain(),
        view.nameOf(node),
        copy.info().number(),
        copy.open(),
        copy.members(),
        placement.size(),
        copy.counts(),
        placement.contains(node),
        copy.owner(),
        !ring.isEmpty() && ring.ownerOf(chunk.shard()).equals(node),
        copy.entries(),
        copy.bytes(),
        copy.epoch().number(),
        copy.last(),
        copy.behind());
  }

  CompletionStage<List<ChunkStatus>> copiesOf(DomainName domain, Duration timeout) {
    List<CompletionStage<List<ChunkStatus>>> asked = new ArrayList<>();
    for (NodeId node : inRingOrder(view.membership())) {
      host(node)
          .map(host -> copiesOn(node, host, Optional.of(domain), Optional.empty(), timeout))
          .ifPresent(asked::add);
    }
    return all(asked).thenApply(lists -> lists.stream().flatMap(List::stream).toList());
  }

  private Optional<ActorRef<ReplicaHost.Command>> host(NodeId node) {
    return view.actorOn(node, ReplicaHost.NAME);
  }

  static <T> CompletionStage<List<T>> all(List<? extends CompletionStage<T>> stages) {
    CompletionStage<List<T>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (CompletionStage<T> stage : stages) {
      all =
          all.thenCombine(
              stage,
              (list, item) -> {
                list.add(item);
                return list;
              });
    }
    return all;
  }
}
