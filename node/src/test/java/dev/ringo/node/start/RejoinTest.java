package dev.ringo.node.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RejoinTest {

  private static final Endpoint A = new Endpoint("127.0.0.1", 1);
  private static final Endpoint B = new Endpoint("127.0.0.1", 2);
  private static final Endpoint C = new Endpoint("127.0.0.1", 3);
  private static final Endpoint D = new Endpoint("127.0.0.1", 4);
  private static final List<Endpoint> ALL = List.of(A, B, C);

  @Test
  void ofMostMembersTheFirstThatRunsBegins() {
    assertThat(Rejoin.seeds(ALL, ALL, A)).containsExactly(A, B, C);
    assertThat(Rejoin.seeds(ALL, List.of(B, C), B)).containsExactly(B, C);
  }

  @Test
  void allOthersJoin() {
    assertThat(Rejoin.seeds(ALL, ALL, B)).containsExactly(A, C);
    assertThat(Rejoin.seeds(ALL, List.of(B, C), C)).containsExactly(A, B);
  }

  @Test
  void aNodeThatDoesNotReachMostMembersNeverBegins() {
    assertThat(Rejoin.seeds(ALL, List.of(A), A)).containsExactly(B, C);
    assertThat(Rejoin.seeds(List.of(A, B), List.of(A), A)).containsExactly(B);
    assertThat(Rejoin.seeds(List.of(A, B, C, D), List.of(A, B), A)).containsExactly(B, C, D);
  }

  @Test
  void aCommandLineThatNamesTheNodeItselfNamesAll() {
    assertThat(Rejoin.members(List.of(B, C), List.of(A, D), A)).containsExactly(A, D);
    assertThat(Rejoin.members(List.of(B, C), List.of(D), A)).containsExactly(B, C, D);
    assertThat(Rejoin.members(List.of(B, C), List.of(), A)).containsExactly(B, C);
  }
}
