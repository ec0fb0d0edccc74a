package dev.ringo.client;

import akka.actor.typed.ActorSystem;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** SEAM (being written): the actor-level client of Ringo. */
public abstract class RingoClient {

  /** The client of an actor system that is a member of the cluster. */
  public static RingoClient get(ActorSystem<?> system) {
    return java.util.Optional.<RingoClient>empty().orElseThrow();
  }

  public abstract CompletionStage<CreateResult> create(DomainName domain, CreateOptions options);

  public abstract CompletionStage<PutResult> put(
      DomainName domain, byte[] key, byte[] value, PutOptions options);

  public abstract CompletionStage<GetResult> get(DomainName domain, byte[] key, GetOptions options);

  /** The first value only, if any: Found with at most one value and no more. */
  public abstract CompletionStage<GetResult> getOne(
      DomainName domain, byte[] key, GetOptions options);

  /** The values after those of an answer that had more. */
  public abstract CompletionStage<GetResult> next(GetResult.Cursor cursor);

  /** The nodes in ring order. */
  public abstract CompletionStage<List<NodeStatus>> nodes(Duration timeout);

  /** The copies on a node; empty if no such node is a member or it does not answer in time. */
  public abstract CompletionStage<List<ChunkStatus>> copiesOn(NodeId node, Duration timeout);

  /** The copies of a domain's chunks on all nodes that answer in time. */
  public abstract CompletionStage<List<ChunkStatus>> copiesOf(DomainName domain, Duration timeout);
}
