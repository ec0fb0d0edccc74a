package dev.ringo.node.fleet;

import dev.ringo.node.Main;
import dev.ringo.node.start.AddressOptions;
import dev.ringo.node.start.Endpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The command line of one of several nodes: this JVM and class path, with the flags that the
 * launcher has for nodes.
 */
record ChildCommand(AddressOptions first, int number, int count, Optional<Path> directory) {

  List<String> words() {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(split(System.getProperty("ringo.node.jvm")));
    words.addAll(split(System.getenv("RINGO_JAVA_OPTS")));
    words.add("-Dringo.log.tag=" + port(first.port()) + " ");
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(List.of("start", "--until-stdin-ends", "--host", first.host()));
    words.addAll(List.of("--port", port(first.port())));
    words.addAll(List.of("--http-port", port(first.httpPort())));
    words.addAll(List.of("--management-port", port(first.managementPort())));
    directory.ifPresent(path -> words.addAll(List.of("--data", path.toString())));
    // Nodes with a directory may know each other from before: any of them may begin.
    int named = directory.isPresent() ? count : Math.min(number, 1);
    if (named > 0) {
      words.add("--join");
      words.add(IntStream.range(0, named).mapToObj(this::address).collect(Collectors.joining(",")));
    }
    first.settings().forEach(setting -> words.addAll(List.of("--set", setting)));
    return words;
  }

  String address() {
    return address(number);
  }

  private String address(int node) {
    return new Endpoint(first.host(), first.port() + node).toString();
  }

  private String port(int firstPort) {
    return Integer.toString(firstPort + number);
  }

  private static List<String> split(String options) {
    return options == null
        ? List.of()
        : Stream.of(options.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
