package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is on the heap of a JVM after a collection of all garbage.
 *
 * @param bytes of all living objects of a class, by its name
 */
record HeapHistogram(Map<String, Long> bytes) {

  /** {@code 1: 12345 1234567 [B (java.base@17.0.9)}. */
  private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");

  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
  private static final long LIMIT_SECONDS = 120;
  private static final int SHOWN = 6;

  /** Has another JVM on this machine, with the same Java, collect its garbage and count. */
  static HeapHistogram of(long pid) throws IOException {
    Path output = Files.createTempFile("ringo-histogram", ".txt");
    try {
      Process jcmd =
          new ProcessBuilder(JCMD.toString(), Long.toString(pid), "GC.class_histogram")
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!jcmd.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
        jcmd.destroyForcibly();
        throw CommandFailure.failed("no class histogram: " + Files.readString(output).strip());
      }
      return parse(Files.readAllLines(output, StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted");
    } finally {
      Files.delete(output);
    }
  }

  static HeapHistogram parse(List<String> lines) {
    Map<String, Long> bytes = new HashMap<>();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        // Classes of one name that different loaders have loaded.
        bytes.merge(matcher.group(2), Long.valueOf(matcher.group(1)), Long::sum);
      }
    }
    return new HeapHistogram(bytes);
  }

  long total() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What is there more than in another histogram, for each of some entries. */
  String since(HeapHistogram before, long entries) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,.1f MB, %.1f bytes an entry more than empty",
            total() / 1e6,
            (double) (total() - before.total()) / entries));
    Map<String, Double> more = new HashMap<>();
    bytes.forEach(
        (name, now) ->
            more.put(name, (double) (now - before.bytes().getOrDefault(name, 0L)) / entries));
    more.entrySet().stream()
        .filter(one -> one.getValue() >= 0.05)
        .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .forEach(
            one ->
                text.append(
                    String.format(Locale.ROOT, "%n%12.1f  %s", one.getValue(), one.getKey())));
    return text.toString();
  }
}
