package dev.ringo.replica;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.Props;
import dev.ringo.cluster.ClusterView;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeName;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;

/** The copies that this actor system holds, none if it is a member without the store's role. */
public final class LocalCopies implements Extension {

  private static final ExtensionId<LocalCopies> ID =
      new ExtensionId<>() {
        @Override
        public LocalCopies createExtension(ActorSystem<?> system) {
          return new LocalCopies(system);
        }
      };

  private final NavigableMap<ChunkId, PublishedCopy> published = new ConcurrentSkipListMap<>();
  private final Optional<ReplicaId> self;

  private LocalCopies(ActorSystem<?> system) {
    // Memory is a new store at every start.
    self =
        ClusterView.get(system)
            .self()
            .map(NodeName::id)
            .map(node -> new ReplicaId(node, ThreadLocalRandom.current().nextLong()));
  }

  public static LocalCopies get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /**
   * Starts to hold copies.
   *
   * @throws IllegalStateException if this member does not have the roles of a node that holds
   *     copies
   */
  public void start(ActorSystem<?> system, long maxBytes) {
    ReplicaId replica =
        self.orElseThrow(
            () ->
                new IllegalStateException(
                    "to hold copies, akka.cluster.roles needs what Membership.roles gives"));
    StorageLimit limit = new StorageLimit(maxBytes);
    system.systemActorOf(
        ReplicaHost.create(replica, published, limit), ReplicaHost.NAME, Props.empty());
    system.systemActorOf(CopyReader.create(replica, published), CopyReader.NAME, Props.empty());
  }

  /** The replica that this node's copies are, if it holds any. */
  public Optional<ReplicaId> self() {
    return self;
  }

  /** This node's copy of a chunk. */
  public Optional<PublishedCopy> copyOf(ChunkId chunk) {
    return Optional.ofNullable(published.get(chunk));
  }
}
