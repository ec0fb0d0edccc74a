package dev.ringo.replication;

import static dev.ringo.replication.Scripts.A;
import static dev.ringo.replication.Scripts.B;
import static dev.ringo.replication.Scripts.C;
import static dev.ringo.replication.Scripts.D;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;

class CopiesTest {

  private static Copies copies(List<Integer> numbers) {
    return new Copies(numbers.stream().map(Scripts::replica).toList());
  }

  private static Set<ReplicaId> set(Set<Integer> numbers) {
    Set<ReplicaId> set = new HashSet<>();
    numbers.forEach(number -> set.add(Scripts.replica(number)));
    return set;
  }

  @Property
  void theMajorityHasReachedWhatMoreThanHalfHave(
      @ForAll @Size(min = 1, max = 7) List<@IntRange(min = 0, max = 9) Integer> reached) {
    Copies copies = copies(List.of(0, 1, 2, 3, 4, 5, 6).subList(0, reached.size()));
    long model = 0;
    for (int index = 0; index <= 9; index++) {
      int goal = index;
      if (2 * reached.stream().filter(one -> one >= goal).count() > reached.size()) {
        model = index;
      }
    }
    assertThat(copies.reachedByMajority(copy -> reached.get((int) copy.node().position().high())))
        .isEqualTo(model);
    assertThat(copies.reachedByAll(copy -> reached.get((int) copy.node().position().high())))
        .isEqualTo(reached.stream().mapToInt(one -> one).min().orElseThrow());
  }

  @Property
  void aMajorityIsMoreThanHalf(
      @ForAll @Size(min = 1, max = 7) @UniqueElements
          List<@IntRange(min = 1, max = 9) Integer> members,
      @ForAll Set<@IntRange(min = 1, max = 9) Integer> some) {
    long among = members.stream().filter(some::contains).count();
    assertThat(copies(members).hasMajority(set(some))).isEqualTo(2 * among > members.size());
  }

  @Property
  void majoritiesOfListsOneStepApartMeet(
      @ForAll @Size(min = 1, max = 5) @UniqueElements List<@IntRange(min = 1, max = 6) Integer> one,
      @ForAll @Size(min = 1, max = 5) @UniqueElements
          List<@IntRange(min = 1, max = 6) Integer> other,
      @ForAll Set<@IntRange(min = 1, max = 6) Integer> some) {
    Set<Integer> rest = new HashSet<>(List.of(1, 2, 3, 4, 5, 6));
    rest.removeAll(some);
    boolean apart = copies(one).hasMajority(set(some)) && copies(other).hasMajority(set(rest));
    assertThat(apart && copies(one).isOneStepFrom(copies(other))).isFalse();
  }

  @Test
  void aStepAddsOrRemovesOne() {
    Copies three = new Copies(List.of(A, B, C));
    assertThat(three.isOneStepFrom(three)).isTrue();
    assertThat(three.isOneStepFrom(three.with(D))).isTrue();
    assertThat(three.isOneStepFrom(three.without(A))).isTrue();
    assertThat(three.isOneStepFrom(three.without(A).with(D))).isFalse();
    assertThat(three.without(D)).isEqualTo(three);
  }

  @Test
  void copiesAreOneOrMoreAndDistinct() {
    assertThatThrownBy(() -> new Copies(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Copies(List.of(A, A)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
