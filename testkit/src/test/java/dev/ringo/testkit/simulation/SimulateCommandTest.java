package dev.ringo.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimulateCommandTest {

  private final StringWriter out = new StringWriter();

  private int run(String... args) {
    return new CommandLine(new SimulateCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(out))
        .execute(args);
  }

  @Test
  void itSaysHowManyWorldsHeld() {
    assertThat(run("--seeds", "20", "--seed", "100")).isZero();
    assertThat(out.toString())
        .contains("20 seeds from 100, 0 broken", "takeovers", "crashes", "seeds/s");
  }

  @Test
  void itTracesEachStep() {
    assertThat(run("--seeds", "1", "--seed", "3", "--trace")).isZero();
    assertThat(out.toString()).contains("seed 3: Scenario", " ms  ", "serves in");
  }

  @Test
  void aNumberThatIsNoneIsRefused() {
    assertThat(run("--seeds", "many")).isEqualTo(2);
  }
}
