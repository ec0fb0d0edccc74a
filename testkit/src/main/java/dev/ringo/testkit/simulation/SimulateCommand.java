package dev.ringo.testkit.simulation;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs simulations from the command line. Exit status 1 if a promise was broken. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the replication rules in simulated clusters with crashes, lost stores and a bad network, and checks",
      "after every step that no promise is broken. The same seed always gives the same steps."
    })
public final class SimulateCommand implements Callable<Integer> {

  private static final int MAX_FAILURES = 10;

  @Option(
      names = "--seeds",
      defaultValue = "2000",
      paramLabel = "N",
      description = "How many clusters to simulate (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "S",
      description = "The first one's seed (default: ${DEFAULT-VALUE}).")
  private long first;

  @Option(names = "--trace", description = "Print each step.")
  private boolean trace;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(new CommandLine(new SimulateCommand()).execute(args));
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Figures all = new Figures();
    int run = 0;
    int broken = 0;
    long began = System.nanoTime();
    while (run < seeds && broken < MAX_FAILURES) {
      long seed = first + run++;
      SimulationReport report =
          trace
              ? Simulation.run(seed, Rules.PRODUCTION, out::println)
              : Simulation.run(seed, Rules.PRODUCTION);
      all.addAll(report.figures());
      if (report.failure().isPresent()) {
        broken++;
        out.println(report);
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    out.printf("%,d seeds from %d, %,d broken, %,.0f seeds/s%n", run, first, broken, run / seconds);
    out.println(all);
    out.flush();
    return broken == 0 ? 0 : 1;
  }
}
