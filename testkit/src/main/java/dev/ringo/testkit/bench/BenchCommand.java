package dev.ringo.testkit.bench;

import dev.ringo.node.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a running cluster, from the command line. */
@Command(
    name = "ringo bench",
    description = "Measures a running cluster.",
    subcommands = {
      PutBench.class,
      GetBench.class,
      HelloServer.class,
      FailoverBench.class,
      GrowthBench.class,
      ScaleBench.class,
      JournalBench.class,
      StoreBench.class,
      ValuesBench.class
    })
public final class BenchCommand implements Runnable {

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(Main.commandLine(new BenchCommand()).execute(args));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "put, get, hello, failover, growth, scale, journal, store or values is missing");
  }
}
