package dev.ringo.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.Props;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import dev.ringo.catalog.Catalog;
import dev.ringo.cluster.ClusterView;
import dev.ringo.cluster.Contact;
import dev.ringo.cluster.Membership;
import dev.ringo.domain.DomainEntity.Command;
import dev.ringo.domain.DomainEntity.ForChunk;
import dev.ringo.domain.DomainEntity.Request;
import dev.ringo.ring.ChunkId;

/**
 * The sharded domain entities of the cluster, as seen from one actor system: on a node that holds
 * copies it can run entities, on any other member it only leads to them.
 */
public final class Domains implements Extension {

  private static final ExtensionId<Domains> ID =
      new ExtensionId<>() {
        @Override
        public Domains createExtension(ActorSystem<?> system) {
          return new Domains(system);
        }
      };

  private final ActorRef<Command> region;

  private Domains(ActorSystem<?> system) {
    ClusterView view = ClusterView.get(system);
    Catalog.get(system);
    DomainSettings settings = DomainSettings.from(system.settings().config().getConfig("ringo"));
    NodeLimits limits = NodeLimits.of(settings);
    Entity<Command, Command> entity =
        Entity.of(
                DomainEntity.TYPE_KEY,
                context ->
                    DomainEntity.create(
                        ChunkId.parse(context.getEntityId()), context.getShard(), settings, limits))
            .withRole(Membership.STORE_ROLE)
            .withMessageExtractor(new ByChunk())
            .withStopMessage(DomainEntity.Stop.INSTANCE)
            .withAllocationStrategy(
                new RingAllocation(
                    view,
                    Contact.get(system),
                    Cluster.get(system).selfMember().address(),
                    settings.rebalanceAtOnce()));
    region = ClusterSharding.get(system).init(entity);
    if (view.self().isPresent()) {
      system.systemActorOf(
          Caretaker.create(settings.lookAfterPerSecond(), region::tell),
          Caretaker.NAME,
          Props.empty());
      if (settings.coordinatorAtOnce()) {
        startCoordinatorsAtOnce(system);
      }
    }
  }

  private static void startCoordinatorsAtOnce(ActorSystem<?> system) {
    String path = CoordinatorStart.pathFor(DomainEntity.TYPE_KEY.name());
    CoordinatorStart.begin()
        .ifPresent(
            begin ->
                system.systemActorOf(
                    CoordinatorStart.create(path, begin), CoordinatorStart.NAME, Props.empty()));
  }

  public static Domains get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Sends a request to the owner of its chunk. */
  public void tell(Request request) {
    region.tell(request);
  }

  /**
   * Entities by chunk id, shards by its top bits; a request travels as it is, without an envelope.
   */
  private static final class ByChunk extends ShardingMessageExtractor<Command, Command> {

    @Override
    public String entityId(Command message) {
      return message instanceof ForChunk sent ? sent.chunk().toString() : "";
    }

    @Override
    public String shardId(String entityId) {
      return Integer.toString(ChunkId.parse(entityId).shard());
    }

    @Override
    public Command unwrapMessage(Command message) {
      return message;
    }
  }
}
