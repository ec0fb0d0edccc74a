package dev.ringo.node.fleet;

import dev.ringo.node.CommandFailure;
import dev.ringo.node.ExitCode;
import dev.ringo.node.fleet.ChildNode.Event;
import dev.ringo.node.start.AddressOptions;
import dev.ringo.node.start.Ports;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The nodes of a new cluster, as child processes: started together, watched, and stopped together.
 */
final class Fleet {

  /** A little more than a node allows itself. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(130);

  private final int count;
  private final List<Path> directories;
  private final AddressOptions first;
  private final List<ChildNode> nodes = new ArrayList<>();
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile boolean stopping;
  private volatile int exitCode = ExitCode.OK;

  private Fleet(int count, List<Path> directories, AddressOptions first) {
    this.count = count;
    this.directories = directories;
    this.first = first;
  }

  static Fleet inMemory(int count, AddressOptions first) {
    return new Fleet(count, List.of(), first);
  }

  /** One node for each directory. */
  static Fleet onDisk(List<Path> directories, AddressOptions first) {
    return new Fleet(directories.size(), directories, first);
  }

  /** Returns, or fails, when all nodes have ended; on a signal they are stopped first. */
  int run(PrintStream out, PrintStream err) {
    for (int number = 0; number < count; number++) {
      Ports.requireFree(first.host(), portsOf(number));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(err), "ringo-stop"));
    try {
      start();
      awaitReady(out);
      watch(err);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // If it was a signal that ends it, the hook is at work already, and keeps the code it has.
      if (!stopping) {
        exitCode = ExitCode.FAILED;
      }
    }
    return ExitCode.FAILED;
  }

  private Map<String, Integer> portsOf(int number) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("--port", first.port() + number);
    ports.put("--http-port", first.httpPort() + number);
    ports.put("--management-port", first.managementPort() + number);
    return ports;
  }

  private synchronized void start() {
    for (int number = 0; number < count && !stopping; number++) {
      Optional<Path> directory =
          directories.isEmpty() ? Optional.empty() : Optional.of(directories.get(number));
      ChildCommand command = new ChildCommand(first, number, count, directory);
      nodes.add(ChildNode.start(command.address(), command.words(), events::add));
    }
  }

  private void awaitReady(PrintStream out) throws InterruptedException {
    Map<ChildNode, String> ready = new LinkedHashMap<>();
    nodes.forEach(node -> ready.put(node, ""));
    while (ready.containsValue("")) {
      Event event = events.take();
      if (event instanceof Event.Said said) {
        ready.put(said.node(), said.line());
      } else if (event instanceof Event.Ended ended && !stopping) {
        throw CommandFailure.failed(
            "node %s ended with %d before it was ready"
                .formatted(ended.node().address(), ended.exitCode()));
      }
    }
    out.print(FleetTable.of(ready));
    out.flush();
  }

  private void watch(PrintStream err) throws InterruptedException {
    int left = count;
    while (left > 0) {
      if (events.take() instanceof Event.Ended ended && !stopping) {
        left--;
        err.println(
            "ringo start-nodes: node %s, process %d, ended with %d; %d of %d go on"
                .formatted(
                    ended.node().address(), ended.node().pid(), ended.exitCode(), left, count));
      }
    }
  }

  private void stop(PrintStream err) {
    stopping = true;
    try {
      stopNodes(err);
    } catch (InterruptedException e) {
      exitCode = ExitCode.FAILED;
    }
    // A hook cannot change the exit code of its process in any other way.
    Runtime.getRuntime().halt(exitCode);
  }

  private synchronized void stopNodes(PrintStream err) throws InterruptedException {
    List<ChildNode> running = nodes.stream().filter(ChildNode::isRunning).toList();
    running.forEach(ChildNode::tellToStop);
    for (ChildNode node : running) {
      int code = node.awaitEnd(STOP_LIMIT);
      if (code != ExitCode.OK) {
        err.println("ringo start-nodes: node " + node.address() + " ended with " + code);
        exitCode = ExitCode.FAILED;
      }
    }
  }
}
