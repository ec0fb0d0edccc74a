package dev.ringo.node;

/** What the program's exit codes mean. */
public final class ExitCode {

  /** Done; for a node: it was told to stop, and left the cluster in good order. */
  public static final int OK = 0;

  public static final int FAILED = 1;

  public static final int USAGE = 2;

  // 3 is what the JVM itself ends with when it runs out of memory.

  /** The rest of the cluster went on without this node. */
  public static final int DOWNED = 4;

  private ExitCode() {}
}
