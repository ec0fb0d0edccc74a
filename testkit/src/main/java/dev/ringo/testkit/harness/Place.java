package dev.ringo.testkit.harness;

import java.util.List;

/**
 * Where a node's process listens and how it gets there.
 *
 * @param prefix of its command line
 */
record Place(String host, int port, int httpPort, int managementPort, List<String> prefix) {

  String cluster() {
    return host + ":" + port;
  }
}
