package dev.ringo.node.start;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;

/** What of an actor system serves already: written by its start, read by its health checks. */
final class Serving implements Extension {

  private static final ExtensionId<Serving> ID =
      new ExtensionId<>() {
        @Override
        public Serving createExtension(ActorSystem<?> system) {
          return new Serving();
        }
      };

  private volatile boolean gateway;

  private Serving() {}

  static Serving of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  boolean gateway() {
    return gateway;
  }

  void gatewayIsBound() {
    gateway = true;
  }
}
