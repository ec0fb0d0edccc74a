package dev.ringo.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What an operator types wrong gets one line that says so, and exit code 2. */
final class CommandLineTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine(new Main());
    Stream.concat(Stream.of(line), line.getSubcommands().values().stream())
        .forEach(l -> l.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)));
    return line.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "nonsense ; ringo: 'nonsense' is not a command",
        "start --nonsense ; Unknown option: '--nonsense'",
        "start --id xyz ; 'xyz' is not an id: it takes 32 hex digits",
        "start --port abc ; 'abc' is not a port: it takes 0 to 65535",
        "start --http-port 65536 ; '65536' is not a port",
        "start --port 7 --management-port 7 ; --port and --management-port are the same port, 7",
        "start --join here ; 'here' is not an address: it takes HOST:PORT",
        "start --join a:1,b:70000 ; 'b:70000' is not an address",
        "start --host 0.0.0.0 ; takes an address at which other nodes reach this one",
        "start --data d ; d is no node's directory",
        "start --data d --id 00000000000000000000000000000001 ; mutually exclusive",
        "start --set ringo.value.maxx=1 ; did you mean ringo.value.max?",
        "start --set ringo.log.level=LOUD ; it takes TRACE, DEBUG, INFO, WARN, ERROR or OFF",
        "start --set ringo.http.max-connections=0 ; ringo.http.max-connections = 0: allowed is 1 or more",
        "start-nodes ; --in-memory=N | DATA_DIR",
        "start-nodes d ; d cannot be read",
        "start-nodes --in-memory 0 ; --in-memory 0: it takes 1 to 100 nodes",
        "start-nodes --in-memory 3 d ; 'd'",
        "start-nodes --in-memory 2 --port 65535 ; --port 65535: 2 ports from there on",
        "start-nodes --in-memory 2 --set a=b ; --set a: there is no such setting",
        "put d ; Missing required parameter: 'KEY'",
        "put d k v --file f ; there are two values",
        "get d k --single --raw ; --single, --raw are mutually exclusive",
        "get d k --url ftp://h ; --url ftp://h: it takes http://HOST:PORT",
      })
  void wrongUsageIsExplainedInOneLine(String arguments, String explanation) {
    assertThat(run(arguments.split(" ", -1))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(explanation).containsOnlyOnce("\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aMissingCommandIsWrongUsage() {
    assertThat(run()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("a command is missing");
  }

  @ParameterizedTest
  @CsvSource({"put d k v", "get d k", "create d", "ring", "domains"})
  void aGatewayThatDoesNotAnswerIsAFailure(String arguments) {
    int code = run((arguments + " --url http://127.0.0.1:1").split(" ", -1));
    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .contains("no gateway answers at http://127.0.0.1:1", "ringo start-nodes")
        .containsOnlyOnce("\n");
  }

  @Test
  void everyCommandHasHelp() {
    for (String command : Main.commandLine(new Main()).getSubcommands().keySet()) {
      assertThat(run(command, "--help")).isEqualTo(ExitCode.OK);
      assertThat(out.toString()).contains("Usage: ringo " + command);
    }
  }
}
