package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Where a gateway listens. */
record Gateway(String host, int port) {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 70_000;

  static Gateway at(URI url) {
    if (!"http".equals(url.getScheme()) || url.getHost() == null || url.getPort() < 0) {
      throw CommandFailure.usage("--url " + url + ": it takes http://HOST:PORT");
    }
    return new Gateway(url.getHost(), url.getPort());
  }

  HttpConnection connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return new HttpConnection(socket, toString());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
