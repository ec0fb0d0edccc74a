package dev.ringo.testkit.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code ip} of iproute2. */
final class IpCommand {

  private static final long LIMIT_SECONDS = 30;

  private IpCommand() {}

  /**
   * Runs one command, given without {@code ip}, and returns what it prints.
   *
   * @throws IllegalStateException if it fails, with what it says
   */
  static String run(String command) {
    return start(List.of(command.split(" ")), "");
  }

  /** Runs some commands in a network namespace, as {@link #run} does. */
  static void runIn(String namespace, String... commands) {
    start(List.of("-n", namespace, "-batch", "-"), String.join("\n", commands) + "\n");
  }

  private static String start(List<String> arguments, String input) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(arguments);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      // Both directions are far smaller than a pipe.
      process.outputWriter(StandardCharsets.UTF_8).append(input).close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " takes more than " + LIMIT_SECONDS + " s");
      }
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " " + input + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
