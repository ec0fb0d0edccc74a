package dev.ringo.testkit.chaos;

import java.io.PrintWriter;
import java.util.Locale;

/** Prints what a run does, with the seconds since it began. Safe for use by many threads. */
final class RunLog {

  private final PrintWriter out;
  private final long began = System.nanoTime();

  RunLog(PrintWriter out) {
    this.out = out;
  }

  synchronized void say(String what) {
    out.printf(Locale.ROOT, "[%7.1f s] %s%n", (System.nanoTime() - began) / 1e9, what);
    out.flush();
  }
}
