package dev.ringo.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.ringo.cluster.ClusterView;
import dev.ringo.domain.DomainEntity.LookAfter;
import dev.ringo.domain.DomainEntity.PutBatch;
import dev.ringo.domain.DomainEntity.PutReply;
import dev.ringo.domain.DomainEntity.PutStatus;
import dev.ringo.entry.Frame;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.PublishedCopy;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.HandIn;
import dev.ringo.replication.Ownership;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Takes over what a copy holds that was given up by a forced recovery and came back: one copy at a
 * time, a page whenever its node says again that it is there. What a sealed chunk lacks is put into
 * the domain's newest one.
 */
final class Returned {

  /** The one that is at it; null if there is none. */
  private ReplicaId copy;

  private HandIn handIn;

  /** The last index of what was put into another chunk, and not answered yet. */
  private long movedThrough;

  private final ChunkId chunk;
  private final Ownership ownership;
  private final Appender appender;
  private final ClusterView view;
  private final Supplier<Optional<PublishedCopy>> local;
  private final ActorRef<CopyReader.Fetched> onPage;
  private final ActorRef<PutReply> onMoved;
  private final Domains domains;
  private final Sealing sealing;
  private final DomainName domain;

  Returned(
      ActorContext<DomainEntity.Command> context,
      ChunkInfo info,
      Ownership ownership,
      Sealing sealing,
      Appender appender,
      ClusterView view,
      Supplier<Optional<PublishedCopy>> local) {
    this.chunk = info.id();
    this.domain = info.domain();
    this.sealing = sealing;
    this.domains = Domains.get(context.getSystem());
    this.ownership = ownership;
    this.appender = appender;
    this.view = view;
    this.local = local;
    this.onPage =
        context.messageAdapter(
            CopyReader.Fetched.class, page -> new DomainEntity.HandedIn(page.batches()));
    this.onMoved = context.messageAdapter(PutReply.class, DomainEntity.MovedOn::new);
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
      if (batch.kind() == Batch.Kind.DATA && ownership.isSealed() && !move(batch)) {
        return;
      }
      OptionalLong at =
          batch.kind() == Batch.Kind.DATA && !ownership.isSealed()
              ? appender.handIn(batch.bytes(), this::isStored)
              : OptionalLong.of(0);
      if (at.isEmpty()) {
        return;
      }
      handIn.taken(batch.last(), at.getAsLong());
    }
    fetch();
  }

  /** Puts what is missing of a batch into another chunk; true if there is nothing. */
  private boolean move(Batch batch) {
    byte[] missing = appender.missing(batch.bytes(), this::isStored);
    if (missing.length > 0) {
      movedThrough = batch.last();
      ChunkId newest = ChunkId.of(sealing.chunks() - 1, domain);
      domains.tell(new PutBatch(movedThrough, newest, false, missing, onMoved));
    }
    return missing.length == 0;
  }

  /** Another chunk has answered; what it did not take is tried again when the copy calls again. */
  void moved(PutReply reply) {
    boolean isStored = Arrays.stream(reply.statuses()).allMatch(PutStatus.STORED::equals);
    if (handIn != null && isStored && reply.request() == movedThrough) {
      handIn.taken(movedThrough, 0);
      fetch();
    }
  }

  /** Looks through the values of its key in this node's copy. */
  private boolean isStored(Frame frame) {
    PublishedCopy here = local.get().orElseThrow();
    return here.entries().holds(frame.key(), frame.id(), here.log().last());
  }
}
