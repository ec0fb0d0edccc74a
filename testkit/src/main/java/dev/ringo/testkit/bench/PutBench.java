package dev.ringo.testkit.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "put", description = "Measures puts.")
final class PutBench implements Runnable {

  @Mixin private LoadOptions options;

  @Option(
      names = "--keys",
      defaultValue = "0",
      paramLabel = "N",
      description = "Put to N keys again and again; by default each put has a new key.")
  private long keys;

  @Override
  public void run() {
    options.check();
    Work work = Work.puts(options.domainOr("bench-put"), options.valueSize, keys);
    Bench.run("put", work, options, load -> {});
  }
}
