package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "get",
    description = "Measures gets of random keys, which are put before if they are missing.")
final class GetBench implements Runnable {

  @Mixin private LoadOptions options;

  @Option(
      names = "--keys",
      defaultValue = "1000",
      paramLabel = "N",
      description = "How many keys there are (${DEFAULT-VALUE}).")
  private long keys;

  @Override
  public void run() {
    options.check();
    if (keys < 1) {
      throw CommandFailure.usage("--keys takes 1 or more");
    }
    String domain = options.domainOr("bench-get-" + options.valueSize);
    Work work = Work.gets(domain, options.valueSize, keys);
    Bench.run("get", work, options, load -> load.fill(work, keys));
  }
}
