package dev.ringo.testkit.bench;

/** Which node is killed. */
enum Victim {
  OWNER,
  COORDINATOR,
  OLDEST
}
