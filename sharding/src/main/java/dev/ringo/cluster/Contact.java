package dev.ringo.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.ringo.ring.NodeId;
import dev.ringo.wire.ControlMessage;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether this node was in contact with other nodes a moment ago. It asks them only while somebody
 * wants to know, so the first answer to a question may be no.
 *
 * <p>An owner has to know before it goes on without a copy that it cannot reach: a node that is cut
 * off must not take its own loneliness for the loss of the others.
 */
public final class Contact implements Extension {

  private static final ExtensionId<Contact> ID =
      new ExtensionId<>() {
        @Override
        public Contact createExtension(ActorSystem<?> system) {
          return new Contact(system);
        }
      };

  private static final String NAME = "ringo-contact";
  private static final Duration ASK_EVERY = Duration.ofMillis(100);
  private static final Duration ASK_FOR = Duration.ofSeconds(2);

  private sealed interface Command permits Ping, Pong, Tick {}

  /** {@code sentNanos} is by the asker's clock and only means something to it. */
  record Ping(long sentNanos, ActorRef<Pong> replyTo) implements Command, ControlMessage {}

  record Pong(NodeId node, long sentNanos) implements Command, ControlMessage {}

  private enum Tick implements Command {
    INSTANCE
  }

  private final ClusterView view;
  private final Map<NodeId, Long> heard = new ConcurrentHashMap<>();

  /** A question was asked then; before the first one, long ago. */
  private volatile long wantedNanos = System.nanoTime() - ASK_FOR.toNanos();

  private Contact(ActorSystem<?> system) {
    view = ClusterView.get(system);
    system.systemActorOf(asker(), NAME, Props.empty());
  }

  public static Contact get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  private Behavior<Command> asker() {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, ASK_EVERY);
                  return Behaviors.receive(Command.class)
                      .onMessage(Ping.class, this::onPing)
                      .onMessage(Pong.class, this::onPong)
                      .onMessage(Tick.class, tick -> onTick(context))
                      .build();
                }));
  }

  private Behavior<Command> onPing(Ping ping) {
    view.self().ifPresent(self -> ping.replyTo().tell(new Pong(self.id(), ping.sentNanos())));
    return Behaviors.same();
  }

  private Behavior<Command> onPong(Pong pong) {
    heard.merge(pong.node(), pong.sentNanos(), (one, other) -> one - other > 0 ? one : other);
    return Behaviors.same();
  }

  private Behavior<Command> onTick(ActorContext<Command> context) {
    long now = System.nanoTime();
    if (now - wantedNanos < ASK_FOR.toNanos()) {
      Set<NodeId> members = view.membership().addresses().keySet();
      heard.keySet().retainAll(members);
      Ping ping = new Ping(now, context.getSelf().narrow());
      members.forEach(node -> view.<Ping>actorOn(node, NAME).ifPresent(other -> other.tell(ping)));
    }
    return Behaviors.same();
  }

  /** Did a node answer a question that was sent no longer than this ago? */
  public boolean with(NodeId node, Duration ago) {
    wantedNanos = System.nanoTime();
    Long sent = heard.get(node);
    return sent != null && wantedNanos - sent <= ago.toNanos();
  }

  /** Did all of the nodes that can hold copies answer such a question? */
  public boolean withAll(Duration ago) {
    return view.membership().addresses().keySet().stream()
        .map(node -> with(node, ago))
        .reduce(true, Boolean::logicalAnd);
  }

  /** Did most of the nodes that can hold copies, this one among them, answer such a question? */
  public boolean withMajority(Duration ago) {
    Set<NodeId> members = view.membership().addresses().keySet();
    long answered = members.stream().filter(node -> with(node, ago)).count();
    return 2 * answered > members.size();
  }
}
