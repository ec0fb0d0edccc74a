package dev.ringo.testkit.harness;

import java.util.List;

/** All processes at 127.0.0.1, where nothing can be cut. */
final class Loopback implements Network {

  private static final int PORTS_OF_NODE = 3;

  private final String whyNoCuts;

  Loopback(String whyNoCuts) {
    this.whyNoCuts = whyNoCuts;
  }

  @Override
  public Place newPlace() {
    int[] ports = FreePorts.choose(PORTS_OF_NODE);
    return new Place("127.0.0.1", ports[0], ports[1], ports[2], List.of());
  }

  @Override
  public void cut(Place one, Place other) {
    throw new UnsupportedOperationException("nothing can be cut here: " + whyNoCuts);
  }

  @Override
  public void heal() {
    // Nothing was cut.
  }

  @Override
  public void close() {
    // It is always there.
  }
}
