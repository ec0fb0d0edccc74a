package dev.ringo.death;

import akka.cluster.UniqueAddress;
import java.util.List;

/** Writes down who died. */
record Deaths(List<UniqueAddress> dead) implements PortWatch.Listener {

  @Override
  public void reached(UniqueAddress member) {}

  @Override
  public void died(UniqueAddress member) {
    dead.add(member);
  }
}
