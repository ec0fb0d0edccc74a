package dev.ringo.death;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.UniqueAddress;

/**
 * Which processes of cluster members are known to be dead, not only silent. With the first {@link
 * #get} an actor system begins to watch the other members, if {@code
 * ringo.failure-detection.proof-of-death} is on.
 *
 * <p>A process is proven dead when a connection to its cluster port ended and that port then
 * refused some connects in a row. A cut network, a stalled process and a host that lost its power
 * prove nothing.
 */
public final class ProvenDead implements Extension {

  private static final ExtensionId<ProvenDead> ID =
      new ExtensionId<>() {
        @Override
        public ProvenDead createExtension(ActorSystem<?> system) {
          return new ProvenDead(system);
        }
      };

  private final Proofs proofs;

  private ProvenDead(ActorSystem<?> system) {
    this.proofs = Proofs.of(Adapter.toClassic(system).eventStream());
    DeathSettings settings = DeathSettings.from(system.settings().config());
    if (settings.isOn()) {
      system.systemActorOf(DeathWatch.create(proofs, settings), "ringo-death-watch", Props.empty());
    }
  }

  public static ProvenDead get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /**
   * Did this node prove that a process is dead? Once true it stays so; a process started anew at
   * the same address is another one. Each node watches some members only, so others may know of
   * more. Any thread.
   */
  public boolean isProvenDead(UniqueAddress member) {
    return proofs.has(member);
  }

  /** Did this node reach the port of a process, so that it would see its end at once? */
  public boolean isWatched(UniqueAddress member) {
    return proofs.hasReached(member) && !proofs.has(member);
  }
}
