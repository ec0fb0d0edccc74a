package dev.ringo.testkit.harness;

/** What a harness may be able to do to nodes. */
public enum Fault {
  /** {@link ClusterNode#kill}. */
  KILL,
  /** {@link ClusterNode#stop} and {@link ClusterNode#resume}. */
  STOP,
  /** {@link ClusterNode#terminate}. */
  TERMINATE,
  /** {@link ClusterHarness#cut} and {@link ClusterHarness#heal}. */
  CUT
}
