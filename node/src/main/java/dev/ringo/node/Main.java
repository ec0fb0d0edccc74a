package dev.ringo.node;

import dev.ringo.node.files.CatCommand;
import dev.ringo.node.files.InfoCommand;
import dev.ringo.node.files.VerifyCommand;
import dev.ringo.node.fleet.StartNodesCommand;
import dev.ringo.node.request.CreateCommand;
import dev.ringo.node.request.DomainsCommand;
import dev.ringo.node.request.GetCommand;
import dev.ringo.node.request.LeaveCommand;
import dev.ringo.node.request.PutCommand;
import dev.ringo.node.request.RingCommand;
import dev.ringo.node.request.ScrubCommand;
import dev.ringo.node.start.StartCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. A command that fails says why in one line on standard error and ends with one
 * of the codes of {@link ExitCode}.
 */
@Command(
    name = "ringo",
    description = "A distributed, replicating key-value store for immutable data.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "'ringo simulate --help', 'ringo chaos --help' and 'ringo bench --help' tell of the simulation, the"
          + " test under faults and the benchmarks.",
      "",
      "Exit codes: 0 done; 1 failed; 2 wrong usage; 3 a node ran out of memory; 4 a node was downed"
          + " by the rest of its cluster."
    },
    subcommands = {
      StartCommand.class,
      StartNodesCommand.class,
      CreateNodeCommand.class,
      CreateCommand.class,
      PutCommand.class,
      GetCommand.class,
      RingCommand.class,
      LeaveCommand.class,
      ScrubCommand.class,
      DomainsCommand.class,
      CatCommand.class,
      VerifyCommand.class,
      InfoCommand.class
    })
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(commandLine(new Main()).execute(args));
  }

  /** A command line that reports failures in one line. */
  public static CommandLine commandLine(Object command) {
    IExecutionExceptionHandler onFailure =
        (exception, commandLine, parsed) -> {
          if (exception instanceof CommandFailure failure) {
            report(commandLine, failure.getMessage());
            return failure.exitCode();
          }
          throw exception;
        };
    CommandLine line = new CommandLine(command);
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .scopeType(ScopeType.INHERIT)
                .description("Prints this help.")
                .build());
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((exception, args) -> onWrongUsage(exception))
        .setExecutionExceptionHandler(onFailure);
  }

  private static int onWrongUsage(ParameterException exception) {
    CommandLine commandLine = exception.getCommandLine();
    String name = commandLine.getCommandSpec().qualifiedName();
    report(commandLine, wordsOf(exception) + " ('" + name + " --help' tells more)");
    return ExitCode.USAGE;
  }

  private static String wordsOf(ParameterException exception) {
    if (exception instanceof UnmatchedArgumentException unmatched
        && exception.getCommandLine().getParent() == null
        && !unmatched.isUnknownOption()) {
      return "'" + unmatched.getUnmatched().get(0) + "' is not a command";
    }
    return exception.getMessage().replaceFirst("^Error: ", "");
  }

  private static void report(CommandLine commandLine, String message) {
    String line = message.replaceAll("\\s*\\R\\s*", " ");
    commandLine.getErr().println(commandLine.getCommandSpec().qualifiedName() + ": " + line);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
