package dev.ringo.client;

import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeName;

/** The outcome of a create. */
public sealed interface CreateResult {

  /**
   * The domain was made by this call.
   *
   * @param copies how many there are now; fewer than {@code wanted} if the cluster has too few
   *     nodes
   */
  record Created(NodeName owner, ChunkId chunk, int copies, int wanted) implements CreateResult {}

  /** The domain was there before. */
  record AlreadyExists() implements CreateResult {}

  /**
   * After {@link Failure.Reason#TIMEOUT} the domain may exist or not; after any other reason it was
   * not created.
   */
  record CreateFailed(Failure failure) implements CreateResult {}
}
