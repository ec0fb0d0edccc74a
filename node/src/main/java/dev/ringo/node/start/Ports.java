package dev.ringo.node.start;

import dev.ringo.node.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds out before a start, and in plain words, which ports cannot be had. */
public final class Ports {

  private Ports() {}

  /** Fails if a port, given by the option that names it, is in use, or is named twice. */
  public static void requireFree(String host, Map<String, Integer> portsByOption) {
    InetAddress address = resolve(host);
    List<ServerSocket> held = new ArrayList<>();
    Map<Integer, String> seen = new LinkedHashMap<>();
    try {
      portsByOption.forEach(
          (option, port) -> {
            String other = port == 0 ? null : seen.putIfAbsent(port, option);
            if (other != null) {
              throw CommandFailure.usage(other + " and " + option + " are the same port, " + port);
            }
            held.add(bind(address, port, option));
          });
    } finally {
      held.forEach(Ports::close);
    }
  }

  private static InetAddress resolve(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      if (address.isAnyLocalAddress()) {
        throw CommandFailure.usage(
            "--host " + host + ": it takes an address at which other nodes reach this one");
      }
      return address;
    } catch (UnknownHostException e) {
      throw CommandFailure.usage("--host " + host + ": there is no such host");
    }
  }

  private static ServerSocket bind(InetAddress address, int port, String option) {
    ServerSocket socket = null;
    try {
      socket = new ServerSocket();
      // As Akka does: a connection that is only closing does not count.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return socket;
    } catch (IOException e) {
      close(socket);
      throw CommandFailure.failed(refusal(new Endpoint(address.getHostAddress(), port), option, e));
    }
  }

  /** Says why nothing can listen at an address. */
  static String refusal(Endpoint at, String option, Exception cause) {
    String why = String.valueOf(cause.getMessage());
    if (why.contains("in use")) {
      return option + " " + at.port() + ": the port is in use at " + at.host();
    }
    if (why.contains("assign")) {
      return "--host " + at.host() + ": this is not an address of this machine";
    }
    return option + " " + at.port() + ": cannot listen at " + at + ": " + why;
  }

  private static void close(ServerSocket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException("a socket that is bound can be closed", e);
    }
  }
}
