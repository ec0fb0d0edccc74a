package dev.ringo.death;

import akka.actor.Address;
import akka.cluster.UniqueAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A port as a member has one, and the connections that it took. */
final class WatchedServer implements AutoCloseable {

  private static final int ACCEPT_MILLIS = 30_000;

  private final ServerSocket server;
  private final List<Socket> accepted = new ArrayList<>();

  private WatchedServer(int port) throws IOException {
    server = new ServerSocket();
    server.setReuseAddress(true);
    server.setSoTimeout(ACCEPT_MILLIS);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  static WatchedServer open() throws IOException {
    return at(0);
  }

  static WatchedServer at(int port) throws IOException {
    return new WatchedServer(port);
  }

  int port() {
    return server.getLocalPort();
  }

  Address address() {
    return new Address("akka", "ringo", "127.0.0.1", port());
  }

  /** One process at this port; each has a number of its own. */
  UniqueAddress process(long number) {
    return UniqueAddress.apply(address(), number);
  }

  /** Waits for the next connection. */
  Socket accept() throws IOException {
    Socket socket = server.accept();
    socket.setSoTimeout(ACCEPT_MILLIS);
    accepted.add(socket);
    return socket;
  }

  /** Ends as a process does that is killed. */
  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : accepted) {
      socket.close();
    }
  }
}
