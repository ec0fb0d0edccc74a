package dev.ringo.testkit.harness;

import dev.ringo.ring.NodeId;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * One run of a node, from its start to its end; started again, the node is another object. What a
 * harness cannot do, its nodes refuse with an {@link UnsupportedOperationException}. Every wait has
 * a limit, after which it is an {@link IllegalStateException}. Safe for use by many threads.
 */
public interface ClusterNode {

  NodeId id();

  /** Where its gateway listens, for instance {@code http://127.0.0.1:15000}. */
  URI gateway();

  /** Where its Akka Management listens. */
  URI management();

  /** Has it not ended? A stopped node is alive. */
  boolean isAlive();

  /** Ends it without a word to the others. Returns when it is gone. */
  void kill();

  /** Has it stand still, its connections open, until {@link #resume}. */
  void stop();

  void resume();

  /**
   * Has it leave the cluster in good order.
   *
   * @return its exit code, one of {@link dev.ringo.node.ExitCode}
   */
  int terminate();

  /** Waits until it has ended, and returns its exit code. */
  int awaitEnd(Duration limit);

  /** Its process, if it has one of its own. */
  OptionalLong pid();

  /** What it has logged so far; empty if it logs together with the test. */
  String log();
}
