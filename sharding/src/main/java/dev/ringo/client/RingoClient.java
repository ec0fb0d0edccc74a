package dev.ringo.client;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.value.IncomingValue;
import dev.ringo.value.SpooledValue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The actor-level client of Ringo: creates domains, puts and gets, with retries inside the caller's
 * deadline that store an entry once. Every stage completes with a result, never with an exception
 * for what a caller can meet, and on a thread of the system's default dispatcher: work that blocks
 * belongs on another one. Safe for use by many threads.
 */
public abstract class RingoClient {

  /**
   * The client of an actor system that is a member of the cluster, with the role of a store or
   * without it.
   *
   * @throws com.typesafe.config.ConfigException if a setting under {@code ringo} is wrong
   */
  public static RingoClient get(ActorSystem<?> system) {
    return ClusterClient.get(system);
  }

  /** Creates a domain. */
  public abstract CompletionStage<CreateResult> create(DomainName domain, CreateOptions options);

  /**
   * Adds a value under a key.
   *
   * @param key 1 to 4,096 bytes
   * @param value 0 to {@link ValueLimits#max} bytes; neither may be written to before the stage
   *     completes. A long value takes as much memory only if it is given so: see {@link #receive}
   */
  public abstract CompletionStage<PutResult> put(
      DomainName domain, byte[] key, byte[] value, PutOptions options);

  /**
   * Adds a value that this node received.
   *
   * @param key 1 to 4,096 bytes
   * @param value is deleted when the stage completes, unless it is not known whether it is stored
   */
  public abstract CompletionStage<PutResult> put(
      DomainName domain, byte[] key, SpooledValue value, PutOptions options);

  /** How long values may be. */
  public abstract ValueLimits limits();

  /**
   * A value that is about to come in, of more than {@link ValueLimits#inline} bytes.
   *
   * @throws IOException if this node has no disk, or cannot write to it
   */
  public abstract IncomingValue receive() throws IOException;

  /**
   * The bytes of a value, from one place to another that is not included, each block checked. Those
   * of a long value are read as they are asked for, from whichever copy has them; the stream fails
   * if none has.
   */
  public abstract Source<ByteString, NotUsed> stream(Value value, long from, long to);

  /** All values of a key. */
  public abstract CompletionStage<GetResult> get(DomainName domain, byte[] key, GetOptions options);

  /** The first value of a key: {@code Found} with one value or none, and no more. */
  public abstract CompletionStage<GetResult> getOne(
      DomainName domain, byte[] key, GetOptions options);

  /** The values after those of an answer that had more. */
  public abstract CompletionStage<GetResult> next(GetResult.Cursor cursor);

  /**
   * Has this node leave the cluster in good order: it hands its copies over, leaves, and its actor
   * system ends.
   */
  public abstract void leave();

  /** Whether this node leaves, and what it still waits for. */
  public abstract LeaveStatus leaveStatus();

  /**
   * Has all nodes that can be reached read their copies on disk through as soon as may be, compare
   * them, and mend what is damaged.
   */
  public abstract void scrub();

  /**
   * How far the nodes are with it: those with copies on disk that answer in time, in ring order.
   */
  public abstract CompletionStage<List<ScrubStatus>> scrubStatus(Duration timeout);

  /**
   * The domains of the cluster, at most so many, those after a name in the order of the names'
   * bytes; none if there are no more. As one node knows them: one that was created a moment ago may
   * be missing.
   *
   * @param most at least 1; a page has at most 500
   * @return fails with an {@link IllegalStateException} if no node that has the list answers in
   *     time
   */
  public abstract CompletionStage<List<DomainStatus>> domains(
      Optional<DomainName> after, int most, Duration timeout);

  /** The nodes in ring order, then those that are joining or leaving. */
  public abstract CompletionStage<List<NodeStatus>> nodes(Duration timeout);

  /** The copies on a node; empty if no such node is a member or it does not answer in time. */
  public abstract CompletionStage<List<ChunkStatus>> copiesOn(NodeId node, Duration timeout);

  /** The copies of a domain's chunks on all nodes that answer in time. */
  public abstract CompletionStage<List<ChunkStatus>> copiesOf(DomainName domain, Duration timeout);
}
