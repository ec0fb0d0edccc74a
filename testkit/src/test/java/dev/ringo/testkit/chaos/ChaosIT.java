package dev.ringo.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.node.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command as it is called. */
final class ChaosIT {

  @Test
  void nothingIsLostInTwoMinutesOfFaults() {
    String logs = Path.of("target", "chaos").toString();
    StringWriter printed = new StringWriter();
    CommandLine command = Main.commandLine(new ChaosCommand());
    command.setOut(new PrintWriter(printed, true));
    int exitCode =
        command.execute(
            "--minutes",
            "2",
            "--seed",
            "1",
            "--rate",
            "50",
            "--every",
            "15",
            "--logs",
            logs,
            "--set",
            "ringo.domain.chunk-size=10KiB");
    assertThat(exitCode).as(printed.toString()).isZero();
    assertThat(printed.toString()).contains("all as promised");
    System.out.println(printed);
  }

  @Test
  void wrongUsageIsSaid() {
    StringWriter printed = new StringWriter();
    CommandLine command = Main.commandLine(new ChaosCommand());
    command.setErr(new PrintWriter(printed, true));
    assertThat(command.execute("--rate", "0")).isEqualTo(2);
    assertThat(printed.toString()).contains("above 0");
  }
}
