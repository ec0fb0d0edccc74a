package dev.ringo.value;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.ringo.entry.ExternalValue;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeId;
import dev.ringo.value.ValueHost.BlockRead;
import dev.ringo.value.ValueHost.ReadBlock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads values in files from the nodes that have them. For many threads. */
public final class ValueReader {

  /** Blocks that a stream holds or has asked for, at most. */
  public static final int WINDOW = 4;

  private static final Logger LOG = LoggerFactory.getLogger(ValueReader.class);
  private static final byte[] NOTHING = {};
  private static final Duration ANSWER = Duration.ofSeconds(3);

  /** How often each node is asked for a block. */
  private static final int ROUNDS = 2;

  private final ActorSystem<?> system;
  private final ValueNodes nodes;

  public ValueReader(ActorSystem<?> system, ValueNodes nodes) {
    this.system = system;
    this.nodes = nodes;
  }

  /**
   * The bytes of a value from one place to another that is not included, block by block, each
   * checked. A node that has a wrong block, or none, or is gone, is left for another one; the
   * stream fails if no node has a block.
   *
   * @param first nodes that are asked before others
   */
  public Source<ByteString, NotUsed> stream(
      ChunkId chunk, ExternalValue value, List<NodeId> first, long from, long to) {
    if (from >= to) {
      return Source.empty();
    }
    return Source.lazySource(() -> new Reading(chunk, value, first).blocks(from, to))
        .mapMaterializedValue(begun -> NotUsed.getInstance());
  }

  /** One stream. */
  private final class Reading {
    private final ChunkId chunk;
    private final ExternalValue value;
    private final List<NodeId> sources;

    /** The source that is asked, and goes on to the next one when it fails. */
    private final AtomicInteger source = new AtomicInteger();

    Reading(ChunkId chunk, ExternalValue value, List<NodeId> first) {
      this.chunk = chunk;
      this.value = value;
      this.sources = nodes.startingWith(first, chunk);
    }

    Source<ByteString, NotUsed> blocks(long from, long to) {
      return Source.range(value.blockAt(from), value.blockAt(to - 1))
          .mapAsync(WINDOW, block -> get(block, 0).thenApply(bytes -> cut(block, bytes, from, to)));
    }

    private ByteString cut(int block, byte[] bytes, long from, long to) {
      long start = value.startOf(block);
      int begin = (int) Math.max(0, from - start);
      int end = (int) Math.min(bytes.length, to - start);
      return ByteString.fromArrayUnsafe(bytes, begin, end - begin);
    }

    private CompletionStage<byte[]> get(int block, int failures) {
      if (failures >= ROUNDS * sources.size()) {
        return CompletableFuture.failedFuture(
            new IOException("no node has block " + block + " of " + value + " of " + chunk));
      }
      int asked = source.get();
      NodeId node = sources.get(asked % sources.size());
      return nodes
          .hostOn(node)
          .map(host -> ask(host, block))
          .orElseGet(() -> CompletableFuture.completedFuture(NOTHING))
          .thenCompose(
              bytes -> {
                if (value.isBlock(block, bytes)) {
                  return CompletableFuture.completedFuture(bytes);
                }
                if (bytes.length > 0) {
                  LOG.warn("block {} of {} of {} is damaged on {}", block, value, chunk, node);
                  nodes
                      .hostOn(node)
                      .ifPresent(
                          host -> host.tell(new ValueHost.Check(chunk, value, system.ignoreRef())));
                }
                source.compareAndSet(asked, asked + 1);
                return get(block, failures + 1);
              });
    }

    private CompletionStage<byte[]> ask(ActorRef<ValueHost.Command> host, int block) {
      return AskPattern.<ValueHost.Command, BlockRead>ask(
              host,
              replyTo ->
                  new ReadBlock(
                      chunk,
                      value.name(),
                      value.startOf(block),
                      value.lengthOf(block),
                      block,
                      replyTo),
              ANSWER,
              system.scheduler())
          .handleAsync(
              (answer, failure) -> failure == null ? answer.bytes() : NOTHING,
              system.executionContext());
    }
  }
}
