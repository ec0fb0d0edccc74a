package dev.ringo.testkit.chaos;

import dev.ringo.node.CommandFailure;
import dev.ringo.node.ExitCode;
import dev.ringo.node.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a cluster under faults from the command line. Exit status 1 if a promise was broken. */
@Command(
    name = "ringo chaos",
    description = {
      "Runs a cluster of processes under load, kills, stops and cuts its nodes at random, and checks that no"
          + " acknowledged value was lost, doubled, broken or moved.",
      ""
    })
public final class ChaosCommand implements Callable<Integer> {

  @Mixin private ChaosOptions options;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(Main.commandLine(new ChaosCommand()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    if (!options.problem().isEmpty()) {
      throw CommandFailure.usage(options.problem());
    }
    if (options.logs == null) {
      options.logs = Files.createTempDirectory("ringo-chaos-");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("seed %d, node logs in %s%n", options.seed, options.logs);
    ChaosReport report = new ChaosRun(options, new RunLog(out)).run();
    out.println(report);
    out.printf("seed %d, node logs in %s%n", options.seed, options.logs);
    out.flush();
    return report.isClean() ? ExitCode.OK : ExitCode.FAILED;
  }
}
