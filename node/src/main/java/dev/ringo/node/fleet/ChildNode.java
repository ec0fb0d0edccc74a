package dev.ringo.node.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A node that this process started. It stops in good order when its standard input ends, so it
 * never outlives this process.
 */
final class ChildNode {

  /** What a child tells. */
  sealed interface Event {
    ChildNode node();

    record Said(ChildNode node, String line) implements Event {}

    record Ended(ChildNode node, int exitCode) implements Event {}
  }

  private final String address;
  private final Process process;

  private ChildNode(String address, Process process) {
    this.address = address;
    this.process = process;
  }

  /**
   * Starts a node; what it prints on standard output and its end are told, from threads of their
   * own.
   */
  static ChildNode start(String address, List<String> command, Consumer<Event> listener) {
    try {
      Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
      ChildNode node = new ChildNode(address, process);
      Thread reader = new Thread(() -> node.read(listener), "ringo-node-" + process.pid());
      reader.setDaemon(true);
      reader.start();
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Consumer<Event> listener) {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      output.lines().forEach(line -> listener.accept(new Event.Said(this, line)));
    } catch (IOException | UncheckedIOException e) {
      // Its end is what counts.
    }
    try {
      listener.accept(new Event.Ended(this, process.waitFor()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String address() {
    return address;
  }

  long pid() {
    return process.pid();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  void tellToStop() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has ended already.
    }
  }

  /** Its exit code; if it takes longer than the limit, it is killed. */
  int awaitEnd(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }
}
