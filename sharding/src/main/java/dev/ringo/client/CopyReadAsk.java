package dev.ringo.client;

import akka.actor.typed.ActorRef;
import dev.ringo.client.Failure.Reason;
import dev.ringo.cluster.ClusterView;
import dev.ringo.cluster.Membership;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.CopyReader.ReadReply;
import dev.ringo.ring.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A get that any copy may answer: it asks one node after the other, those first where the ring
 * wants the copies.
 */
final class CopyReadAsk extends ReadAsk {

  private final ClusterView view;
  private final ActorRef<ReadReply> replyTo;
  private final List<NodeId> nodes;
  private int next;

  /** How many nodes one after the other said that they have no copy: all of them have to. */
  private int withoutCopy;

  private boolean answered = true;

  CopyReadAsk(
      ClusterView view,
      ReadRequest read,
      long deadlineNanos,
      Charge charge,
      CompletableFuture<GetResult> result,
      ActorRef<ReadReply> replyTo) {
    super(read, deadlineNanos, charge, result);
    this.view = view;
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
    if (!nodes.isEmpty()) {
      NodeId node = nodes.get(next++ % nodes.size());
      view.<CopyReader.Command>actorOn(node, CopyReader.NAME)
          .ifPresent(reader -> reader.tell(read().ofAnyCopy(request, replyTo)));
    }
  }

  @Override
  Optional<Runnable> noCopy() {
    answered = true;
    withoutCopy++;
    return withoutCopy < nodes.size()
        ? Optional.empty()
        : Optional.of(failure(Reason.NO_SUCH_DOMAIN, "no node has a copy of the domain"));
  }
}
