package dev.ringo.testkit.harness;

/** What the nodes' processes reach each other by. */
interface Network extends AutoCloseable {

  /** Where another node may run. */
  Place newPlace();

  /** Has nothing get through between two places. */
  void cut(Place one, Place other);

  void heal();

  @Override
  void close();
}
