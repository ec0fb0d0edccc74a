package dev.ringo.testkit.chaos;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Option;

/** What a run is made of. */
final class ChaosOptions {

  @Option(
      names = "--minutes",
      defaultValue = "5",
      paramLabel = "M",
      description = "How long there are load and faults (${DEFAULT-VALUE}).")
  double minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = {
        "Chooses the faults, their times and the nodes' ids; by default a random one, which is printed.",
        "What the nodes and the network make of them is not determined by it."
      })
  long seed = ThreadLocalRandom.current().nextInt(1_000_000);

  @Option(
      names = "--nodes",
      defaultValue = "5",
      paramLabel = "N",
      description = "Processes (${DEFAULT-VALUE}).")
  int nodes;

  @Option(
      names = "--writers",
      defaultValue = "16",
      paramLabel = "N",
      description = "Clients that put (${DEFAULT-VALUE}).")
  int writers;

  @Option(
      names = "--readers",
      defaultValue = "8",
      paramLabel = "N",
      description = "Clients that get (${DEFAULT-VALUE}).")
  int readers;

  @Option(
      names = "--domains",
      defaultValue = "8",
      paramLabel = "N",
      description = "Domains, of three copies each (${DEFAULT-VALUE}).")
  int domains;

  @Option(
      names = "--rate",
      defaultValue = "400",
      paramLabel = "N",
      description = "Puts a second, and as many gets (${DEFAULT-VALUE}).")
  int rate;

  @Option(
      names = "--faults",
      split = ",",
      paramLabel = "KIND",
      description =
          "Which there may be: ${COMPLETION-CANDIDATES}; by default all that this machine allows.")
  private Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);

  @Option(
      names = "--max-faults",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "The run goes on without after so many.")
  int maxFaults;

  @Option(
      names = "--every",
      defaultValue = "20",
      paramLabel = "SECONDS",
      description = "Mean time between faults (${DEFAULT-VALUE}).")
  int every;

  @Option(
      names = "--settle",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = {
        "A node that was down counts as down for so long after it serves again (${DEFAULT-VALUE})."
      })
  int settle;

  @Option(
      names = "--at-risk",
      defaultValue = "1",
      paramLabel = "N",
      description = "Most nodes that count as down at once (${DEFAULT-VALUE}).")
  int atRisk;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes a setting of the nodes; can be given several times.")
  String[] settings = {};

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Nodes keep their data in directories here, and those that were killed come back with it; by"
            + " default in memory."
      })
  Path data;

  @Option(
      names = "--logs",
      paramLabel = "DIR",
      description = "Where the nodes' logs go; by default a new temporary directory.")
  Path logs;

  Set<FaultKind> kinds(boolean cutsArePossible) {
    Set<FaultKind> possible = EnumSet.copyOf(kinds);
    if (!cutsArePossible) {
      possible.remove(FaultKind.CUT);
    }
    return possible;
  }

  /** Says what is wrong, or nothing. */
  String problem() {
    if (minutes <= 0 || writers < 1 || readers < 1 || domains < 1 || rate < 1) {
      return "--minutes, --writers, --readers, --domains and --rate are above 0";
    }
    if (nodes < 3) {
      return "--nodes is at least 3: of fewer, no minority can fail";
    }
    return every < 1 || settle < 0 || atRisk < 0
        ? "--every is above 0, --settle and --at-risk are not below"
        : "";
  }
}
