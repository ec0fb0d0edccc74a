package dev.ringo.testkit.bench;

import java.time.Duration;
import java.util.function.Consumer;

/** The course of a benchmark: prepare, warm up, measure, report. */
final class Bench {

  private Bench() {}

  static void run(String name, Work work, LoadOptions options, Consumer<Load> prepare) {
    try (Load load = load(options)) {
      load.create(work.domain());
      prepare.accept(load);
      System.err.println(name + ": " + options);
      Measurement measurement =
          new Measurement(Duration.ofSeconds(options.warmUp), options.measured());
      load.run(work, measurement);
      System.out.print(measurement.report(options.valueSize));
    }
  }

  private static Load load(LoadOptions options) {
    return switch (options.client) {
      case HTTP -> new HttpLoad(options.gateways(), options.connections, options.replicas());
      case ACTOR -> new ActorLoad(options.join, options.connections, options.replicas());
    };
  }
}
