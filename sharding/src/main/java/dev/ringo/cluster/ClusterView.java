package dev.ringo.cluster;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.ClusterDomainEvent;
import akka.cluster.UniqueAddress;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import dev.ringo.death.ProvenDead;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.NodeName;
import dev.ringo.ring.Ring;
import dev.ringo.wire.ControlMessage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The membership as this actor system knows it, kept up to date, and how to reach the actors of
 * other nodes.
 */
public final class ClusterView implements Extension {

  private static final ExtensionId<ClusterView> ID =
      new ExtensionId<>() {
        @Override
        public ClusterView createExtension(ActorSystem<?> system) {
          return new ClusterView(system);
        }
      };

  private static final Duration REFRESH = Duration.ofMillis(500);

  private static final String NAME = "ringo-cluster-view";

  private enum Refresh {
    INSTANCE
  }

  /** A node says that it is about to leave: nothing new is to be put on it. */
  record Leaving(long store) implements ControlMessage {}

  private final Cluster cluster;
  private final ActorRefResolver resolver;
  private final int tokensPerNode;
  private final String systemName;

  /** Written by the listener only. */
  private volatile Membership membership;

  /** The stores that are about to leave, and whether this node's is one. */
  private final Set<Long> leaving = ConcurrentHashMap.newKeySet();

  private volatile boolean selfLeaves;

  /** When a node was last seen for the first time. */
  private volatile long joinedNanos = System.nanoTime();

  private final Duration settleAfter;
  private final ActorRef<Object> listener;
  private final Absences absences = new Absences();
  private final ProvenDead provenDead;

  private ClusterView(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
    this.resolver = ActorRefResolver.get(system);
    this.systemName = system.name();
    this.tokensPerNode = system.settings().config().getInt("ringo.ring.tokens");
    this.settleAfter = system.settings().config().getDuration("ringo.ring.settle-after");
    this.membership =
        Membership.of(cluster.state(), leaving, hosts -> Ring.of(hosts, tokensPerNode));
    this.provenDead = ProvenDead.get(system);
    this.listener = system.systemActorOf(listener(), NAME, Props.empty());
  }

  public static ClusterView get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  private Behavior<Object> listener() {
    return Behaviors.setup(
        context -> {
          cluster
              .subscriptions()
              .tell(Subscribe.create(context.getSelf().narrow(), ClusterDomainEvent.class));
          // The state that an event tells of may be readable only after the event.
          context.setReceiveTimeout(REFRESH, Refresh.INSTANCE);
          return Behaviors.receiveMessage(
              event -> {
                if (event instanceof Leaving other) {
                  leaving.add(other.store());
                } else if (selfLeaves) {
                  sayThatThisLeaves();
                }
                refresh();
                return Behaviors.same();
              });
        });
  }

  private void refresh() {
    Membership now = Membership.of(cluster.state(), leaving, this::ringOf);
    if (!membership.addresses().values().containsAll(now.addresses().values())) {
      joinedNanos = System.nanoTime();
    }
    membership = now;
    leaving.retainAll(membership.stores().values());
    absences.update(membership, provenDead::isProvenDead);
  }

  /** Said again and again, so that those hear it too who join meanwhile. */
  private void sayThatThisLeaves() {
    Membership.storeOf(cluster.selfMember().getRoles())
        .ifPresent(
            store ->
                membership
                    .addresses()
                    .keySet()
                    .forEach(
                        node ->
                            this.<Object>actorOn(node, NAME)
                                .ifPresent(view -> view.tell(new Leaving(store)))));
  }

  /** From now on no copies and no owners are put on this node, and those it has are moved away. */
  public void leave() {
    selfLeaves = true;
    listener.tell(Refresh.INSTANCE);
  }

  /** Is this node about to leave? */
  public boolean isLeaving() {
    return selfLeaves;
  }

  /**
   * Is the process that had a store known to have ended? Its memory is lost for good. Not every
   * node knows of every end.
   */
  public boolean isDead(NodeId node, long store) {
    UniqueAddress member = membership.addresses().get(node);
    boolean isMember = Long.valueOf(store).equals(membership.stores().get(node));
    return isMember ? provenDead.isProvenDead(member) : absences.isDead(node, store);
  }

  /**
   * Has no node joined for a while, so that what is in order may be moved to a better place? A node
   * that has just started is slow, and others may follow.
   */
  public boolean isSettled() {
    return System.nanoTime() - joinedNanos > settleAfter.toNanos();
  }

  /** How long a store has been no member's; zero if it is one's. */
  public Duration absence(NodeId node, long store) {
    return absences.of(node, store);
  }

  /** The ring costs some milliseconds, and most events do not change it. */
  private Ring ringOf(Map<NodeId, String> hosts) {
    Ring known = membership.ring();
    return known.hosts().equals(hosts) ? known : Ring.of(hosts, tokensPerNode);
  }

  public Membership membership() {
    return membership;
  }

  /** This node, if it holds copies. */
  public Optional<NodeName> self() {
    return Membership.nodeOf(cluster.selfMember().getRoles())
        .map(id -> new NodeName(id, Membership.hostOf(cluster.selfMember().getRoles()).orElse("")));
  }

  /** A node by its full name; the host is empty if it is not a member. */
  public NodeName nameOf(NodeId node) {
    return new NodeName(node, membership.hosts().getOrDefault(node, ""));
  }

  /** The actor with a well-known name on a node, if that is a member. */
  public <T> Optional<ActorRef<T>> actorOn(NodeId node, String name) {
    UniqueAddress address = membership.addresses().get(node);
    return Optional.ofNullable(address).map(at -> resolve(at.address(), name));
  }

  private <T> ActorRef<T> resolve(Address address, String name) {
    String root =
        address.equals(cluster.selfMember().address())
            ? "akka://" + systemName
            : address.toString();
    return resolver.resolveActorRef(root + "/system/" + name);
  }
}
