package dev.ringo.http;

import akka.http.javadsl.model.HttpResponse;
import dev.ringo.client.CreateOptions;
import dev.ringo.client.GetOptions;
import dev.ringo.client.PutOptions;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeName;
import java.time.Duration;
import java.util.Optional;

/** What a request asks for. */
sealed interface Operation {

  record Create(DomainName domain, CreateOptions options) implements Operation {}

  /**
   * Stores the request's body.
   *
   * @param hasTimeout did the request say how long it waits?
   */
  record Put(DomainName domain, Key key, PutOptions options, boolean hasTimeout)
      implements Operation {}

  record GetAll(DomainName domain, Key key, GetOptions options) implements Operation {}

  /**
   * Wants the first value.
   *
   * @param range of the value that is wanted, if not all of it is
   */
  record GetFirst(DomainName domain, Key key, GetOptions options, Optional<WantedRange> range)
      implements Operation {}

  record ListDomains(Duration timeout) implements Operation {}

  /** {@code detail} wants more than the original's rows. */
  record Nodes(boolean detail, Duration timeout) implements Operation {}

  record CopiesOn(NodeName node, boolean detail, Duration timeout) implements Operation {}

  record CopiesOf(DomainName domain, boolean detail, Duration timeout) implements Operation {}

  /** This node is to leave the cluster in good order. */
  record Leave() implements Operation {}

  /** Does this node leave, and what does it wait for? */
  record Leaving() implements Operation {}

  /** All nodes are to read their copies through now. */
  record Scrub(Duration timeout) implements Operation {}

  /** How far are the nodes with it? */
  record Scrubbing(Duration timeout) implements Operation {}

  /** Nothing: the request is wrong. */
  record Refused(HttpResponse reply) implements Operation {}

  /** 1 to 4,096 bytes of any value. */
  final class Key {
    private final byte[] bytes;

    Key(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }
}
