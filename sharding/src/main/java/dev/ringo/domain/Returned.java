package dev.ringo.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.ringo.cluster.ClusterView;
import dev.ringo.domain.DomainEntity.LookAfter;
import dev.ringo.entry.Frame;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.PublishedCopy;
import dev.ringo.replication.Batch;
import dev.ringo.replication.HandIn;
import dev.ringo.replication.Ownership;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Takes over what a copy holds that was given up by a forced recovery and came back: one copy at a
 * time, a page whenever its node says again that it is there.
 */
final class Returned {

  /** The one that is at it; null if there is none. */
  private ReplicaId copy;

  private HandIn handIn;
  private final ChunkId chunk;
  private final Ownership ownership;
  private final Appender appender;
  private final ClusterView view;
  private final Supplier<Optional<PublishedCopy>> local;
  private final ActorRef<CopyReader.Fetched> onPage;

  Returned(
      ActorContext<DomainEntity.Command> context,
      ChunkId chunk,
      Ownership ownership,
      Appender appender,
      ClusterView view,
      Supplier<Optional<PublishedCopy>> local) {
    this.chunk = chunk;
    this.ownership = ownership;
    this.appender = appender;
    this.view = view;
    this.local = local;
    this.onPage =
        context.messageAdapter(
            CopyReader.Fetched.class, page -> new DomainEntity.HandedIn(page.batches()));
  }

  /** Goes on with a copy; true if all that it holds is stored. */
  boolean goOn(LookAfter ask) {
    if (!ask.replica().equals(copy)) {
      copy = ask.replica();
      handIn = new HandIn(ownership.log().commonWith(ask.log()) + 1, ask.log().last());
    }
    if (handIn.isDone(ownership.committed())) {
      return true;
    }
    fetch();
    return false;
  }

  private void fetch() {
    if (handIn.next() <= handIn.last()) {
      view.<CopyReader.Command>actorOn(copy.node(), CopyReader.NAME)
          .ifPresent(
              reader ->
                  reader.tell(
                      new CopyReader.Fetch(copy, chunk, handIn.next(), handIn.last(), onPage)));
    }
  }

  void handedIn(Iterable<Batch> batches) {
    if (local.get().isEmpty()) {
      // Nobody here could tell whether old entries are stored: an owner with a copy will.
      return;
    }
    for (Batch batch : batches) {
      if (handIn == null || batch.first() != handIn.next()) {
        return;
      }
      OptionalLong at =
          batch.kind() == Batch.Kind.DATA
              ? appender.handIn(batch.bytes(), this::isStored)
              : OptionalLong.of(0);
      if (at.isEmpty()) {
        return;
      }
      handIn.taken(batch.last(), at.getAsLong());
    }
    fetch();
  }

  /** Looks through the values of its key in this node's copy. */
  private boolean isStored(Frame frame) {
    PublishedCopy here = local.get().orElseThrow();
    return here.entries().holds(frame.key(), frame.id(), here.log().last());
  }
}
