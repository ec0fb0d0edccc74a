package dev.ringo.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.typed.Cluster;
import dev.ringo.cluster.Membership;
import dev.ringo.journal.EventFile;
import dev.ringo.journal.FileJournal;
import dev.ringo.ring.ChunkId;
import dev.ringo.value.LocalValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The copies that this actor system holds, none if it is a member without the store's role. */
public final class LocalCopies implements Extension {

  /** As many as ringo.store.dispatcher has threads. */
  private static final int DISK_READERS = 8;

  private static final ExtensionId<LocalCopies> ID =
      new ExtensionId<>() {
        @Override
        public LocalCopies createExtension(ActorSystem<?> system) {
          return new LocalCopies(system);
        }
      };

  private final NavigableMap<ChunkId, PublishedCopy> published = new ConcurrentSkipListMap<>();
  private final Set<ChunkId> owned = ConcurrentHashMap.newKeySet();
  private final Set<ChunkId> doubted = ConcurrentHashMap.newKeySet();
  private final Optional<NodeStore> self;
  private volatile Optional<LocalValues> values = Optional.empty();

  private LocalCopies(ActorSystem<?> system) {
    Set<String> roles = Cluster.get(system).selfMember().getRoles();
    boolean onDisk = system.settings().config().getBoolean("ringo.store.on-disk");
    self =
        Membership.nodeOf(roles)
            .flatMap(node -> Membership.storeOf(roles).map(id -> new NodeStore(node, id, onDisk)));
  }

  public static LocalCopies get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /**
   * Starts to hold copies.
   *
   * @throws IllegalStateException if this member does not have the roles of a node that holds
   *     copies
   * @throws dev.ringo.journal.JournalException if its directory cannot be used
   */
  public void start(ActorSystem<?> system, long maxBytes) {
    NodeStore store =
        self.orElseThrow(
            () ->
                new IllegalStateException(
                    "to hold copies, akka.cluster.roles needs what Membership.roles gives"));
    if (store.onDisk()) {
      // A directory that cannot be used stops the start here.
      FileJournal.open(Adapter.toClassic(system));
      values = Optional.of(LocalValues.start(system, store.node(), LocalCopies::namesIn));
    }
    StorageLimit limit = new StorageLimit(maxBytes, store.onDisk());
    ActorRef<ReplicaHost.Command> host =
        system.systemActorOf(
            ReplicaHost.create(store, published, owned, doubted, limit, values),
            ReplicaHost.NAME,
            Props.empty());
    system.systemActorOf(
        CopyReader.create(published, store.onDisk() ? DISK_READERS : 0),
        CopyReader.NAME,
        Props.empty());
    if (store.onDisk()) {
      Props onDiskThreads = DispatcherSelector.fromConfig("ringo.store.dispatcher");
      ScrubSettings scrub = ScrubSettings.from(system.settings().config().getConfig("ringo"));
      StoreBean.register(system, store.node(), published);
      system.systemActorOf(Mender.create(published, host), Mender.NAME, onDiskThreads);
      system.systemActorOf(Scrubber.create(published, values, scrub), Scrubber.NAME, onDiskThreads);
    }
  }

  private static Set<String> namesIn(Path directory) throws IOException {
    return EventFile.isIn(directory) ? EntryReader.valuesOf(directory) : Set.of();
  }

  /** The values in files of their own on this node, if it can have any. */
  public Optional<LocalValues> values() {
    return values;
  }

  /** The copies on this node in the order of their chunks' ids; changes as it is looked at. */
  public Collection<PublishedCopy> after(Optional<ChunkId> chunk) {
    return chunk.map(last -> published.tailMap(last, false)).orElse(published).values();
  }

  /** The chunks that are served by an owner on this node, kept up to date by their owners. */
  public Set<ChunkId> owned() {
    return owned;
  }

  /**
   * Chunks with a copy here that may not be in order though it looks so: the owner wanted another
   * copy here than this one, or it ended before it had seen to everything.
   */
  public Set<ChunkId> doubted() {
    return doubted;
  }

  /** Can they be read without waiting for a disk? */
  public boolean areInMemory() {
    return self.filter(NodeStore::onDisk).isEmpty();
  }

  /** This node's copy of a chunk, if it can be read without waiting for a disk. */
  public Optional<PublishedCopy> inMemory(ChunkId chunk) {
    return copyOf(chunk).filter(copy -> areInMemory());
  }

  /** This node's copy of a chunk. */
  public Optional<PublishedCopy> copyOf(ChunkId chunk) {
    return Optional.ofNullable(published.get(chunk));
  }
}
