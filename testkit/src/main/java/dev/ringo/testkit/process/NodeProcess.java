package dev.ringo.testkit.process;

import dev.ringo.node.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A node of Ringo as a process of its own, which ends with this one at the latest. */
public final class NodeProcess {

  private static final Pattern READY =
      Pattern.compile("ready node=(\\S+) cluster=(\\S+) http=(\\S+) management=(\\S+)");

  /** What a node says of itself once it serves. */
  public record Ready(String node, String cluster, String http, String management) {}

  private final Process process;
  private final Path output;
  private final Path log;

  private NodeProcess(Process process, Path output, Path log) {
    this.process = process;
    this.output = output;
    this.log = log;
  }

  /**
   * Starts a node.
   *
   * @param directory for what it prints: {@code <name>.out} and {@code <name>.log}
   * @param jvmOptions for instance {@code -Xmx256m}
   * @param arguments of {@code ringo start}
   */
  public static NodeProcess start(
      Path directory, String name, List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("start", "--until-stdin-ends"));
    command.addAll(arguments);
    try {
      Files.createDirectories(directory);
      Path output = directory.resolve(name + ".out");
      Path log = directory.resolve(name + ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(log.toFile())
              .start();
      return new NodeProcess(process, output, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the node serves. */
  public Ready awaitReady(Duration limit) {
    Awaitility.await("the node " + output.getFileName() + " to be ready, see " + log)
        .atMost(limit)
        .until(() -> ready().isPresent() || !process.isAlive());
    return ready()
        .orElseThrow(
            () -> new IllegalStateException("the node ended before it was ready, see " + log));
  }

  private Optional<Ready> ready() {
    Matcher matcher = READY.matcher(read(output));
    return matcher.find()
        ? Optional.of(
            new Ready(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4)))
        : Optional.empty();
  }

  /** What the node has written to its log. */
  public String log() {
    return read(log);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** {@code kill -9}. Returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(60));
  }

  /** Has the node stand still (SIGSTOP) until it is told to go on. */
  public void stall() {
    signal("STOP");
  }

  /** Lets a node that stands still go on (SIGCONT). */
  public void goOn() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("no SIG" + name + " for " + pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks the node to leave in good order (SIGTERM). */
  public void terminate() {
    process.destroy();
  }

  /** The exit code of a node that is ending. */
  public int awaitEnd(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the node did not end within " + limit + ", see " + log);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
