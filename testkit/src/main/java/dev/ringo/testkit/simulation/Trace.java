package dev.ringo.testkit.simulation;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** The lines a person reads: one for each step and, indented below it, what came of it. */
final class Trace {

  private final boolean on;
  private final Consumer<String> lines;

  private Trace(boolean on, Consumer<String> lines) {
    this.on = on;
    this.lines = lines;
  }

  static Trace to(Consumer<String> lines) {
    return new Trace(true, lines);
  }

  static Trace off() {
    return new Trace(false, line -> {});
  }

  void step(long time, Supplier<String> what) {
    if (on) {
      lines.accept(String.format("%6d ms  %s", time, what.get()));
    }
  }

  void note(Supplier<String> what) {
    if (on) {
      lines.accept("             " + what.get());
    }
  }
}
