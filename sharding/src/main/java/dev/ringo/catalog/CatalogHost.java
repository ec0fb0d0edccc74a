package dev.ringo.catalog;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ddata.Key;
import akka.cluster.ddata.typed.javadsl.Replicator;
import akka.cluster.ddata.typed.javadsl.Replicator.Changed;
import akka.cluster.ddata.typed.javadsl.Replicator.Subscribe;
import akka.cluster.ddata.typed.javadsl.Replicator.SubscribeResponse;
import dev.ringo.ring.DomainName;
import dev.ringo.wire.ControlMessage;
import java.util.List;
import java.util.Optional;

/** Brings what the nodes publish into a node's view, and lists domains from it. */
public final class CatalogHost {

  private static final int MOST_LISTED = 500;

  public sealed interface Command permits ListDomains, Learned {}

  /** Asks for at most so many domains, and not more than 500, those after a name. */
  public record ListDomains(Optional<DomainName> after, int most, ActorRef<DomainList> replyTo)
      implements Command, ControlMessage {}

  /** Domains in the order of their names' bytes; none if there are no more. */
  public record DomainList(List<CatalogEntry> domains) implements ControlMessage {}

  private record Learned(SubscribeResponse<Bucket> response) implements Command {}

  private CatalogHost() {}

  static Behavior<Command> create(
      CatalogView view, ActorRef<Replicator.Command> replicator, List<Key<Bucket>> keys) {
    return Behaviors.setup(
        context -> {
          subscribe(context, replicator, keys);
          return Behaviors.receive(Command.class)
              .onMessage(
                  ListDomains.class,
                  list -> {
                    int most = Math.min(list.most(), MOST_LISTED);
                    list.replyTo().tell(new DomainList(view.page(list.after(), most)));
                    return Behaviors.same();
                  })
              .onMessage(
                  Learned.class,
                  learned -> {
                    if (learned.response() instanceof Changed<Bucket> changed) {
                      changed.get(changed.key()).entries().forEach(view::learn);
                    }
                    return Behaviors.same();
                  })
              .build();
        });
  }

  @SuppressWarnings("unchecked")
  private static void subscribe(
      ActorContext<Command> context,
      ActorRef<Replicator.Command> replicator,
      List<Key<Bucket>> keys) {
    Class<SubscribeResponse<Bucket>> type =
        (Class<SubscribeResponse<Bucket>>) (Class<?>) SubscribeResponse.class;
    ActorRef<SubscribeResponse<Bucket>> subscriber = context.messageAdapter(type, Learned::new);
    keys.forEach(key -> replicator.tell(new Subscribe<>(key, subscriber)));
  }
}
