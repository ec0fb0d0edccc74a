package dev.ringo.node;

/** Ends a command with one line for its user and an exit code. */
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The command is right, but it could not be done. */
  public static CommandFailure failed(String message) {
    return new CommandFailure(ExitCode.FAILED, message);
  }

  /** The command itself is wrong. */
  public static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  public static CommandFailure downed(String message) {
    return new CommandFailure(ExitCode.DOWNED, message);
  }

  public int exitCode() {
    return exitCode;
  }
}
