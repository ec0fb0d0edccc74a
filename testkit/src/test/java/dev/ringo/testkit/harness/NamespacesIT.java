package dev.ringo.testkit.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing is left of a network. */
final class NamespacesIT {

  /** Linux numbers processes below this. */
  private static final String NOBODYS_PID = "4194304";

  @BeforeEach
  void namespacesArePossible() {
    Optional<String> whyNot = Namespaces.whyNot();
    assumeTrue(whyNot.isEmpty(), whyNot.orElse(""));
  }

  @Test
  void aClosedNetworkIsGone() {
    String name;
    try (Namespaces network = new Namespaces()) {
      Place place = network.newPlace();
      name = place.prefix().get(3);
      assertThat(namespaces()).contains(name);
      assertThat(network.newPlace().host()).isNotEqualTo(place.host());
    }
    assertThat(namespaces()).doesNotContain(name.substring(0, name.lastIndexOf('-')));
  }

  @Test
  void whatAKilledTestLeftIsRemoved() {
    String leftover = "ringo-test-" + NOBODYS_PID + "-1-0";
    IpCommand.run("netns add " + leftover);
    new Namespaces().close();
    assertThat(namespaces()).doesNotContain(leftover);
  }

  private static String namespaces() {
    return IpCommand.run("netns list");
  }
}
