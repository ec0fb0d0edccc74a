package dev.ringo.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.replica.HashTree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class HashTreeTest {

  private static List<byte[]> leaves(Random random, int count) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(new byte[HashTree.HASH_BYTES]);
      random.nextBytes(leaves.get(i));
    }
    return leaves;
  }

  /** And no more is asked for than the way down to them, and the root. */
  @Property(tries = 200)
  void exactlyTheLeavesThatDifferAreFound(
      @ForAll @IntRange(min = 1, max = 3000) int count,
      @ForAll @IntRange(max = 5) int changes,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<byte[]> own = leaves(random, count);
    List<byte[]> others = new ArrayList<>(own);
    Set<Integer> changed = new TreeSet<>();
    for (int i = 0; i < changes; i++) {
      int leaf = random.nextInt(count);
      byte[] other = own.get(leaf).clone();
      other[random.nextInt(other.length)] ^= 1;
      others.set(leaf, other);
      changed.add(leaf);
    }
    HashTree there = HashTree.of(others);
    TreeComparison comparison = new TreeComparison(HashTree.of(own));
    int asked = 0;
    while (comparison.next().isPresent()) {
      comparison.answered(there.below(comparison.next().get()));
      asked++;
    }
    assertThat(comparison.leaves()).containsExactlyElementsOf(changed);
    assertThat(asked).isLessThanOrEqualTo(1 + changed.size() * 3);
  }

  @Test
  void anAnswerThatIsTooShortDiffers() {
    HashTree tree = HashTree.of(leaves(new Random(1), 20));
    TreeComparison comparison = new TreeComparison(tree);
    while (comparison.next().isPresent()) {
      comparison.answered(List.of());
    }
    assertThat(comparison.leaves()).hasSize(20);
  }

  @Test
  void whatIsNoNodeHasNothingBelow() {
    HashTree tree = HashTree.of(leaves(new Random(1), 20));
    assertThat(tree.below(new Node(2, 0))).hasSize(2);
    assertThat(tree.below(new Node(1, 1))).hasSize(4);
    for (Node none : List.of(new Node(0, 0), new Node(9, 0), new Node(1, 2), new Node(1, -1))) {
      assertThat(tree.below(none)).isEmpty();
    }
    assertThat(HashTree.of(List.of()).root()).isEmpty();
  }
}
