package dev.ringo.testkit.harness;

import dev.ringo.node.Main;
import dev.ringo.ring.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A node as a process of its own, which ends with the test's at the latest. */
public final class ProcessNode implements ClusterNode {

  private static final Duration KILL_LIMIT = Duration.ofMinutes(1);

  /** More than ringo.node.stop-timeout. */
  private static final Duration TERMINATE_LIMIT = Duration.ofMinutes(3);

  private static final long SIGNAL_SECONDS = 10;

  private final NodeId id;
  private final Place place;
  private final Process process;
  private final Path output;
  private final Path log;

  private ProcessNode(NodeId id, Place place, Process process, Path output, Path log) {
    this.id = id;
    this.place = place;
    this.process = process;
    this.output = output;
    this.log = log;
  }

  /**
   * Starts a node.
   *
   * @param name of the files for what it prints: {@code <name>.out} and {@code <name>.log}
   * @param arguments of {@code ringo start}, which say by {@code --id} or {@code --data} which node
   */
  static ProcessNode start(
      Path directory,
      String name,
      NodeId id,
      Place place,
      List<String> jvmOptions,
      List<String> arguments) {
    List<String> command = new ArrayList<>(place.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("start", "--until-stdin-ends"));
    command.addAll(List.of("--host", place.host(), "--port", Integer.toString(place.port())));
    command.addAll(List.of("--http-port", Integer.toString(place.httpPort())));
    command.addAll(List.of("--management-port", Integer.toString(place.managementPort())));
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
      return new ProcessNode(id, place, process, output, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the node serves. */
  void awaitReady(Duration limit) {
    try {
      Awaitility.await().atMost(limit).until(() -> isReady() || !process.isAlive());
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException("the node is not ready within " + limit + ", see " + log, e);
    }
    if (!isReady()) {
      throw new IllegalStateException("the node ended before it was ready, see " + log);
    }
  }

  private boolean isReady() {
    return read(output).startsWith("ready node=" + id);
  }

  /** Where other nodes reach it, as HOST:PORT. */
  public String cluster() {
    return place.cluster();
  }

  Place place() {
    return place;
  }

  @Override
  public NodeId id() {
    return id;
  }

  @Override
  public URI gateway() {
    return URI.create("http://" + place.host() + ":" + place.httpPort());
  }

  @Override
  public URI management() {
    return URI.create("http://" + place.host() + ":" + place.managementPort());
  }

  /** The file of its log. */
  public Path logFile() {
    return log;
  }

  @Override
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

  @Override
  public OptionalLong pid() {
    return OptionalLong.of(process.pid());
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  /** {@code kill -9}. */
  @Override
  public void kill() {
    process.destroyForcibly();
    awaitEnd(KILL_LIMIT);
  }

  /** SIGSTOP. */
  @Override
  public void stop() {
    signal("STOP");
  }

  /** SIGCONT. A node that the others have removed meanwhile ends then, with 4. */
  @Override
  public void resume() {
    signal("CONT");
  }

  /** The shell's own kill, which is on every Unix. */
  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
      if (!kill.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IllegalStateException("SIG" + name + " does not reach the node of " + log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** SIGTERM. */
  @Override
  public int terminate() {
    process.destroy();
    return awaitEnd(TERMINATE_LIMIT);
  }

  @Override
  public int awaitEnd(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the node did not end within " + limit + ", see " + log);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public String toString() {
    return id + " at " + gateway() + ", process " + process.pid();
  }
}
