package dev.ringo.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.ringo.cluster.ClusterView;
import dev.ringo.entry.DamagedEntryException;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares a copy that was read through with the other copies, one after the other: by the trees
 * over their logs, and where these differ, entry by entry. Ends when it is done.
 */
final class CopyComparison extends AbstractBehavior<CopyComparison.Command> {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  sealed interface Command {}

  private record Hashes(Optional<Scrubber.Hashes> hashes) implements Command {}

  private record Fetched(Optional<List<Batch>> batches) implements Command {}

  private final CopyScrub scrub;
  private final Map<ChunkId, PublishedCopy> published;
  private final ClusterView view;
  private final StoreHealth health;

  /** The other copy that is compared with at the moment. */
  private ReplicaId other;

  /** The index up to which the logs are compared. */
  private long upTo;

  private boolean isShortened;
  private TreeComparison trees;
  private final Deque<Integer> leaves = new ArrayDeque<>();
  private long next;
  private long leafEnds;

  private CopyComparison(
      ActorContext<Command> context,
      CopyScrub scrub,
      Map<ChunkId, PublishedCopy> published,
      ClusterView view) {
    super(context);
    this.scrub = scrub;
    this.published = published;
    this.view = view;
    this.health = StoreHealth.get(context.getSystem());
  }

  /** Compares, and ends. */
  static Behavior<Command> create(
      CopyScrub scrub, Map<ChunkId, PublishedCopy> published, ClusterView view) {
    return Behaviors.setup(
        context -> new CopyComparison(context, scrub, published, view).nextCopy());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Hashes.class, this::onHashes)
        .onMessage(Fetched.class, this::onFetched)
        .build();
  }

  private Behavior<Command> nextCopy() {
    other = scrub.others().poll();
    if (other == null) {
      return Behaviors.stopped();
    }
    isShortened = false;
    return compareUpTo(Math.min(scrub.upTo(), scrub.leaves().next() - 1));
  }

  private Behavior<Command> compareUpTo(long index) {
    upTo = index;
    PublishedCopy own = published.get(scrub.chunk());
    if (own == null || index < 1 || index > own.log().last()) {
      return nextCopy();
    }
    Optional<HashTree> tree = scrub.leaves().tree(own.entries(), index);
    if (tree.isEmpty()) {
      return isShortened ? nextCopy() : shortened(index);
    }
    trees = new TreeComparison(tree.get());
    return askForHashes(own);
  }

  /** Only leaves that are full. */
  private Behavior<Command> shortened(long most) {
    isShortened = true;
    return compareUpTo(most / HashTree.LEAF * HashTree.LEAF);
  }

  private Behavior<Command> askForHashes(PublishedCopy own) {
    HashTree.Node node = trees.next().orElseThrow();
    Optional<ActorRef<Scrubber.Command>> there = view.actorOn(other.node(), Scrubber.NAME);
    if (there.isEmpty()) {
      return nextCopy();
    }
    getContext()
        .ask(
            Scrubber.Hashes.class,
            there.get(),
            TIMEOUT,
            replyTo ->
                new Scrubber.AskForHashes(
                    other,
                    scrub.chunk(),
                    own.log().positionAt(upTo),
                    node.level(),
                    node.number(),
                    replyTo),
            (hashes, failure) -> new Hashes(Optional.ofNullable(hashes)));
    return this;
  }

  private Behavior<Command> onHashes(Hashes answer) {
    PublishedCopy own = published.get(scrub.chunk());
    if (answer.hashes().isEmpty() || own == null) {
      return nextCopy();
    }
    Scrubber.Hashes hashes = answer.hashes().get();
    if (hashes.hashes().isEmpty()) {
      long common = Math.min(hashes.covered(), own.log().commonWith(hashes.log()));
      return isShortened ? nextCopy() : shortened(Math.min(upTo, common));
    }
    trees.answered(hashes.hashes());
    if (trees.next().isPresent()) {
      return askForHashes(own);
    }
    leaves.addAll(trees.leaves());
    return nextLeaf();
  }

  private Behavior<Command> nextLeaf() {
    Integer leaf = leaves.poll();
    if (leaf == null) {
      return nextCopy();
    }
    next = (long) leaf * HashTree.LEAF + 1;
    leafEnds = Math.min(upTo, next + HashTree.LEAF - 1);
    return fetch();
  }

  private Behavior<Command> fetch() {
    Optional<ActorRef<CopyReader.Command>> reader = view.actorOn(other.node(), CopyReader.NAME);
    if (next > leafEnds || reader.isEmpty()) {
      return nextLeaf();
    }
    getContext()
        .ask(
            CopyReader.Fetched.class,
            reader.get(),
            TIMEOUT,
            replyTo -> new CopyReader.Fetch(other, scrub.chunk(), next, leafEnds, replyTo),
            (fetched, failure) ->
                new Fetched(Optional.ofNullable(fetched).map(CopyReader.Fetched::batches)));
    return this;
  }

  private Behavior<Command> onFetched(Fetched fetched) {
    PublishedCopy own = published.get(scrub.chunk());
    if (own == null || fetched.batches().isEmpty()) {
      leaves.clear();
      return nextCopy();
    }
    List<Batch> batches = fetched.batches().get();
    if (batches.isEmpty()) {
      // It is damaged there, and found by that node too.
      next++;
      return fetch();
    }
    for (Batch batch : batches) {
      for (long index = batch.first(); index <= batch.last(); index++) {
        compare(own, batch, index);
      }
      next = batch.last() + 1;
    }
    return fetch();
  }

  private void compare(PublishedCopy own, Batch theirs, long index) {
    if (index > own.log().last() || !own.log().epochAt(index).equals(theirs.epoch())) {
      return;
    }
    try {
      byte[] here = own.entries().read(index, index, 1).get(0).bytes();
      if (!Arrays.equals(here, theirs.between(index, index).bytes())) {
        health.differs();
        getContext()
            .getLog()
            .error(
                "Entry {} of {} chunk {} is intact in the copies {} and {}, and not the same:"
                    + " one of them was written over",
                index,
                own.info().domain(),
                own.info().number(),
                own.replica(),
                other);
      }
    } catch (DamagedEntryException e) {
      getContext().getLog().debug("entry {} is to be mended: {}", index, e.getMessage());
    }
  }
}
