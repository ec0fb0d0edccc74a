package dev.ringo.death;

import akka.event.EventStream;
import akka.remote.PhiAccrualFailureDetector;
import com.typesafe.config.Config;

/**
 * Akka's failure detector, which also takes a process for dead that is proven to be. Without it a
 * member that was downed stays until its heartbeats are missed. Made by Akka, by its name.
 *
 * <p>One detector sees to one process: Akka drops it with the member, and makes another for what is
 * started anew at the same address. So a proof is about the detectors that are older than it.
 */
public final class ProofAwareFailureDetector extends PhiAccrualFailureDetector {

  private final Proofs proofs;
  private final long createdNanos = System.nanoTime();

  public ProofAwareFailureDetector(Config config, EventStream events) {
    super(config, events);
    this.proofs = Proofs.of(events);
  }

  @Override
  public boolean isAvailable() {
    return !proofs.hasAfter(createdNanos, address()) && super.isAvailable();
  }
}
