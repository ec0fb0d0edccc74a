package dev.ringo.client;

import akka.actor.typed.ActorRef;
import dev.ringo.cluster.ClusterView;
import dev.ringo.cluster.Membership;
import dev.ringo.domain.Domains;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.CopyReader.ReadReply;
import dev.ringo.ring.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A get that any copy may answer: it asks one node after the other, those first where the ring
 * wants the copies. If none has one, the owner says whether there is such a domain.
 */
final class CopyReadAsk extends ReadAsk {

  private final ClusterView view;
  private final Domains domains;
  private final ActorRef<ReadReply> replyTo;
  private final List<NodeId> nodes;
  private int next;

  /** How many nodes one after the other said that they have no copy: all of them have to. */
  private int withoutCopy;

  private boolean answered = true;

  CopyReadAsk(
      ClusterView view,
      Domains domains,
      ReadRequest read,
      long deadlineNanos,
      Charge charge,
      CompletableFuture<GetResult> result,
      ActorRef<ReadReply> replyTo) {
    super(read, deadlineNanos, charge, result);
    this.view = view;
    this.domains = domains;
    this.replyTo = replyTo;
    Membership membership = view.membership();
    this.nodes = membership.ring().placement(read.chunk(), membership.ring().nodes().size());
  }

  @Override
  void send(long request) {
    if (!answered) {
      withoutCopy = 0;
    }
    answered = false;
    if (withoutCopy >= nodes.size()) {
      domains.tell(read().ofOwner(request, replyTo));
    } else {
      NodeId node = nodes.get(next++ % nodes.size());
      view.<CopyReader.Command>actorOn(node, CopyReader.NAME)
          .ifPresent(reader -> reader.tell(read().ofAnyCopy(request, replyTo)));
    }
  }

  @Override
  Optional<Runnable> noCopy() {
    answered = true;
    withoutCopy++;
    return withoutCopy > nodes.size() ? Optional.of(unavailable()) : Optional.empty();
  }
}
