package dev.ringo.client;

import akka.actor.typed.ActorRef;
import dev.ringo.cluster.ClusterView;
import dev.ringo.cluster.Membership;
import dev.ringo.domain.Domains;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.CopyReader.ReadReply;
import dev.ringo.ring.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A read that any copy may answer, or any that is closed: it asks one node after the other, those
 * first where the ring wants the copies. If none has one, the owner answers, or says whether there
 * is such a domain; for a closed copy it is asked after every few nodes.
 */
final class CopyReadAsk extends ReadAsk {

  private final ClusterView view;
  private final Domains domains;
  private final ActorRef<ReadReply> replyTo;
  private final List<NodeId> nodes;
  private int next;

  /** Only a closed copy is sure to have all that was acknowledged. */
  private final boolean wantsClosed;

  /** How many nodes one after the other said that they have no such copy: all of them have to. */
  private int withoutCopy;

  private boolean answered = true;
  private int asked;

  /** For a closed copy, the owner is asked after so many nodes: it has the chunk end. */
  private static final int NODES_BEFORE_OWNER = 3;

  CopyReadAsk(
      ClusterView view,
      Domains domains,
      ReadRequest read,
      boolean wantsClosed,
      long deadlineNanos,
      Charge charge,
      CompletableFuture<ChunkRead> result,
      ActorRef<ReadReply> replyTo) {
    super(read, deadlineNanos, charge, result);
    this.view = view;
    this.wantsClosed = wantsClosed;
    this.domains = domains;
    this.replyTo = replyTo;
    Membership membership = view.membership();
    this.nodes = nodes(membership, read);
  }

  /** Those that cannot be reached last. */
  private static List<NodeId> nodes(Membership membership, ReadRequest read) {
    List<NodeId> placement =
        membership.ring().placement(read.chunk(), membership.ring().nodes().size());
    return placement.stream()
        .sorted(Comparator.comparing(node -> !membership.reachable().contains(node)))
        .toList();
  }

  @Override
  void send(long request) {
    if (!answered) {
      withoutCopy = 0;
    }
    answered = false;
    asked++;
    boolean isOwnersTurn = wantsClosed && asked % (NODES_BEFORE_OWNER + 1) == 0;
    if (isOwnersTurn || withoutCopy >= nodes.size()) {
      domains.tell(read().ofOwner(request, replyTo));
    } else {
      NodeId node = nodes.get(next++ % nodes.size());
      view.<CopyReader.Command>actorOn(node, CopyReader.NAME)
          .ifPresent(reader -> reader.tell(read().ofAnyCopy(request, replyTo)));
    }
  }

  @Override
  boolean isEnough(ReadReply reply) {
    return !wantsClosed || reply.chunks() > read().number() + 1;
  }

  @Override
  Optional<Runnable> noCopy() {
    answered = true;
    withoutCopy++;
    if (withoutCopy <= nodes.size()) {
      askAtOnce();
    }
    return withoutCopy > nodes.size() ? Optional.of(unavailable()) : Optional.empty();
  }
}
