package dev.ringo.testkit.harness;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of the namespaces that harnesses make: they tell the process of the test, so that what
 * a test left that was killed is found and removed by the next one.
 */
final class NamespaceNames {

  private static final String PREFIX = "ringo-test-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-\\d+-\\S+");

  private NamespaceNames() {}

  /** The beginning of the names of this process's nth network. */
  static String of(int number) {
    return PREFIX + ProcessHandle.current().pid() + "-" + number;
  }

  /** Removes those with a beginning. */
  static void removeAll(String beginning) {
    remove(name -> name.startsWith(beginning + "-"));
  }

  /** Removes those of tests that have ended, and ends what still runs in them. */
  static void removeLeftovers() {
    remove(
        name -> {
          Matcher matcher = NAME.matcher(name);
          return matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
        });
  }

  private static void remove(Predicate<String> which) {
    for (String name : all()) {
      if (which.test(name)) {
        remove(name);
      }
    }
  }

  private static List<String> all() {
    // A line is a name, and for some an id in parentheses.
    return IpCommand.run("netns list").lines().map(line -> line.split(" ", 2)[0]).toList();
  }

  private static void remove(String name) {
    try {
      IpCommand.run("netns pids " + name)
          .lines()
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
          .forEach(ProcessHandle::destroyForcibly);
      IpCommand.run("netns del " + name);
    } catch (IllegalStateException | UncheckedIOException e) {
      // Two tests may remove the same leftover.
      if (all().contains(name)) {
        throw e;
      }
    }
  }
}
