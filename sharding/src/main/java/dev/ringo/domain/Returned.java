package dev.ringo.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.ringo.cluster.ClusterView;
import dev.ringo.domain.DomainEntity.LookAfter;
import dev.ringo.domain.DomainEntity.PutBatch;
import dev.ringo.domain.DomainEntity.PutReply;
import dev.ringo.domain.DomainEntity.PutStatus;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.Frame;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.PublishedCopy;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.HandIn;
import dev.ringo.replication.Ownership;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.ChunkId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /**
   * Entries on their way to another chunk.
   *
   * @param number of that chunk
   * @param through the last index of their batch in the copy's log
   */
  private record Move(HandIn of, long number, long through, List<byte[]> entries) {}

  /** By the number of its request; null if nothing is on its way. */
  private Move move;

  private long moves;

  private final ChunkId chunk;
  private final Ownership ownership;
  private final Appender appender;
  private final ClusterView view;
  private final Supplier<Optional<PublishedCopy>> local;
  private final ActorRef<CopyReader.Fetched> onPage;
  private final ActorRef<PutReply> onMoved;
  private final Domains domains;
  private final ChunkInfo info;

  Returned(
      ActorContext<DomainEntity.Command> context,
      ChunkInfo info,
      Ownership ownership,
      Appender appender,
      ClusterView view,
      Supplier<Optional<PublishedCopy>> local) {
    this.chunk = info.id();
    this.info = info;
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
      // From the next chunk on, one after the other: each of them knows what it has.
      put(new Move(handIn, info.number() + 1, batch.last(), entriesIn(missing)));
    }
    return missing.length == 0;
  }

  private static List<byte[]> entriesIn(byte[] entries) {
    List<byte[]> each = new ArrayList<>();
    for (EntryScan scan = new EntryScan(entries, 0); scan.next(); ) {
      each.add(Arrays.copyOfRange(entries, scan.start(), scan.end()));
    }
    return each;
  }

  private void put(Move next) {
    move = next;
    moves++;
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    next.entries().forEach(entries::writeBytes);
    ChunkId to = ChunkId.of(next.number(), info.domain());
    domains.tell(new PutBatch(moves, to, false, entries.toByteArray(), onMoved));
  }

  /** Another chunk has answered; what none takes is tried again when the copy calls again. */
  void moved(PutReply reply) {
    if (move == null || reply.request() != moves || move.of() != handIn) {
      return;
    }
    List<byte[]> left = new ArrayList<>();
    for (int i = 0; i < move.entries().size(); i++) {
      PutStatus status = reply.statuses()[reply.statuses().length == 1 ? 0 : i];
      if (status == PutStatus.SEALED) {
        left.add(move.entries().get(i));
      } else if (status != PutStatus.STORED) {
        return;
      }
    }
    if (left.isEmpty()) {
      handIn.taken(move.through(), 0);
      fetch();
    } else {
      put(new Move(handIn, move.number() + 1, move.through(), left));
    }
  }

  /** Looks through the values of its key in this node's copy. */
  private boolean isStored(Frame frame) {
    PublishedCopy here = local.get().orElseThrow();
    return here.entries().holds(frame.key(), frame.id(), here.log().last());
  }
}
