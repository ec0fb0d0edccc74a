package dev.ringo.testkit.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A run of {@code ./ringo}, which uses what is built. Closing it kills it. */
final class Launcher implements AutoCloseable {

  static final Path SCRIPT = Path.of("..", "ringo").toAbsolutePath().normalize();

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Process process;
  private final Path out;
  private final Path err;

  private Launcher(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Runs a script in a directory, which gets what it prints. */
  static Launcher start(Path script, Path directory, String... arguments) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("RINGO_BUILD", "off");
    builder.environment().put("RINGO_JAVA_OPTS", "-Xmx128m");
    try {
      return new Launcher(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Launcher start(Path directory, String... arguments) {
    return start(SCRIPT, directory, arguments);
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has printed a text on standard output, or has ended. */
  void awaitOut(String text) {
    Awaitility.await().atMost(LIMIT).until(() -> out().contains(text) || !process.isAlive());
    if (!out().contains(text)) {
      throw new AssertionError("it ended with " + process.exitValue() + ": " + out() + err());
    }
  }

  void awaitErr(String text) {
    Awaitility.await().atMost(LIMIT).until(() -> err().contains(text));
  }

  long pid() {
    return process.pid();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** Its exit code, when it has ended. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end: " + err());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
