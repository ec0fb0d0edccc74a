package dev.ringo.node.start;

import akka.actor.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The gateway's part in the management's {@code /ready}: it is bound. Made by Akka Management, by
 * its name.
 */
public final class GatewayCheck implements Supplier<CompletionStage<Boolean>> {

  private final Serving serving;

  public GatewayCheck(ActorSystem system) {
    this.serving = Serving.of(Adapter.toTyped(system));
  }

  @Override
  public CompletionStage<Boolean> get() {
    return CompletableFuture.completedFuture(serving.gateway());
  }
}
