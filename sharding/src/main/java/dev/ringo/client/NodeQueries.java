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
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        membership.ring().nodes().stream().map(node -> status(membership, node, timeout)).toList());
  }

  private CompletionStage<NodeStatus> status(Membership membership, NodeId node, Duration timeout) {
    List<NodeId> neighbours = membership.ring().neighbours(node);
    CompletionStage<Optional<NodeStatus.Figures>> figures =
        host(node)
            .map(host -> figures(host, timeout))
            .orElse(CompletableFuture.completedFuture(Optional.empty()));
    return figures.thenApply(
        known ->
            new NodeStatus(
                view.nameOf(node),
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
                    .map(f -> new NodeStatus.Figures(f.stored(), f.limit(), f.copies(), f.heap())),
            executor);
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
        .map(host -> copiesOn(node, host, Optional.empty(), timeout))
        .orElse(CompletableFuture.completedFuture(List.of()));
  }

  private CompletionStage<List<ChunkStatus>> copiesOn(
      NodeId node, ActorRef<ReplicaHost.Command> host, Optional<ChunkId> after, Duration timeout) {
    return AskPattern.<ReplicaHost.Command, CopyList>ask(
            host,
            replyTo -> new ReplicaHost.ListCopies(after, replyTo),
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
              return copiesOn(node, host, Optional.of(last), timeout)
                  .thenApply(
                      rest -> {
                        copies.addAll(rest);
                        return copies;
                      });
            },
            executor);
  }

  private ChunkStatus describe(NodeId node, CopyList.Copy copy) {
    return new ChunkStatus(
        copy.info().id(),
        copy.info().domain(),
        view.nameOf(node),
        copy.info().number(),
        true,
        copy.members(),
        copy.counts(),
        view.membership()
            .ring()
            .placement(copy.info().id(), copy.info().replicas() + 1)
            .contains(node),
        copy.owner(),
        copy.entries(),
        copy.bytes(),
        copy.epoch().number(),
        copy.last(),
        copy.behind());
  }

  CompletionStage<List<ChunkStatus>> copiesOf(DomainName domain, Duration timeout) {
    List<CompletionStage<List<ChunkStatus>>> asked =
        view.membership().ring().nodes().stream().map(node -> copiesOn(node, timeout)).toList();
    return all(asked)
        .thenApply(
            lists ->
                lists.stream()
                    .flatMap(List::stream)
                    .filter(copy -> copy.domain().equals(domain))
                    .toList());
  }

  private Optional<ActorRef<ReplicaHost.Command>> host(NodeId node) {
    return view.actorOn(node, ReplicaHost.NAME);
  }

  private static <T> CompletionStage<List<T>> all(List<? extends CompletionStage<T>> stages) {
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
