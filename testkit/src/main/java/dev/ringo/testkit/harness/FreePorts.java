package dev.ringo.testkit.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports at 127.0.0.1 that are free now. They are below those which the system gives out by itself,
 * so that they are still free when a node comes back to them. Of tests that run at the same time in
 * two JVMs, numbered by {@code -Dringo.test.fork}, one takes the odd ports and the other the rest.
 */
final class FreePorts {

  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 32_000;
  private static final int FORK = Integer.getInteger("ringo.test.fork", 0);

  private FreePorts() {}

  static int[] choose(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      while (sockets.size() < count) {
        int port = ThreadLocalRandom.current().nextInt(LOWEST / 2, HIGHEST / 2) * 2 + FORK % 2;
        try {
          sockets.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException taken) {
          // Another, then.
        }
      }
      return sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    } finally {
      sockets.forEach(FreePorts::close);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
