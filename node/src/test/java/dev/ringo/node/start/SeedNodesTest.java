package dev.ringo.node.start;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SeedNodesTest {

  private static final Address SELF = address("127.0.0.1", 1);

  private static Address address(String host, int port) {
    return new Address("akka", "ringo", host, port);
  }

  private static List<Address> seeds(Endpoint... join) {
    return SeedNodes.of(SELF, List.of(join));
  }

  @Test
  void withoutOthersANodeStartsAClusterOfItsOwn() {
    assertThat(seeds()).containsExactly(SELF);
    assertThat(seeds(new Endpoint("127.0.0.1", 1))).containsExactly(SELF);
  }

  @Test
  void onlyTheFirstOfAListStartsTheCluster() {
    Endpoint self = new Endpoint("127.0.0.1", 1);
    Endpoint other = new Endpoint("127.0.0.1", 2);
    assertThat(seeds(self, other)).containsExactly(SELF, address("127.0.0.1", 2));
    assertThat(seeds(other, self)).containsExactly(address("127.0.0.1", 2));
  }

  @Test
  void aHostIsKnownByItsNameToo() {
    assertThat(seeds(new Endpoint("localhost", 1))).containsExactly(SELF);
    assertThat(seeds(new Endpoint("localhost", 2)))
        .startsWith(address("localhost", 2))
        .contains(address("127.0.0.1", 2));
  }

  @Test
  void aNameThatIsUnknownNowIsKept() {
    assertThat(seeds(new Endpoint("no-such-host.invalid", 2)))
        .containsExactly(address("no-such-host.invalid", 2));
  }

  @Test
  void anIpv6AddressIsInBracketsForAkkaOnly() {
    Address self = address("[::1]", 1);
    assertThat(SeedNodes.endpointOf(self)).isEqualTo(new Endpoint("::1", 1)).hasToString("[::1]:1");
    assertThat(SeedNodes.of(self, List.of(new Endpoint("::1", 1)))).containsExactly(self);
    assertThat(SeedNodes.of(self, List.of(new Endpoint("::1", 2)))).contains(address("[::1]", 2));
  }
}
