package dev.ringo.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import dev.ringo.replication.Batch;
import dev.ringo.replication.Epoch;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LeafHashesTest {

  private static final int ENTRIES = 40_000;

  /** A log in batches of any size, in which one entry may be another one. */
  private static StoredLog log(long seed, int other) {
    Random random = new Random(seed);
    StoredLog log = new StoredLog(new MemoryEntries(), true);
    for (int next = 1; next <= ENTRIES; ) {
      int count = Math.min(ENTRIES - next + 1, 1 + random.nextInt(100));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int index = next; index < next + count; index++) {
        byte[] value = {(byte) (index == other ? 1 : 0)};
        bytes.writeBytes(Frame.encode(new EntryId(index), 0, new byte[] {(byte) index}, value));
      }
      log.add(new Batch(new Epoch(1, 1), next, count, Batch.Kind.DATA, bytes.toByteArray()), 0);
      next += count;
    }
    return log;
  }

  private static HashTree tree(StoredLog log, int bytesAtOnce, long upTo) {
    LeafHashes leaves = new LeafHashes();
    while (leaves.next() <= ENTRIES) {
      assertThat(leaves.read(log, ENTRIES, bytesAtOnce)).isPositive();
    }
    assertThat(leaves.covered()).isEqualTo(ENTRIES / HashTree.LEAF * HashTree.LEAF);
    return leaves.tree(log, upTo).orElseThrow();
  }

  private static List<Integer> differing(HashTree one, HashTree other) {
    TreeComparison comparison = new TreeComparison(one);
    while (comparison.next().isPresent()) {
      comparison.answered(other.below(comparison.next().get()));
    }
    return comparison.leaves();
  }

  @Test
  void theSameLogHasTheSameTreeHoweverItIsRead() {
    for (long upTo : new long[] {1, HashTree.LEAF, 20_000, ENTRIES}) {
      HashTree one = tree(log(1, 0), 5_000, upTo);
      HashTree other = tree(log(2, 0), 333_333, upTo);
      assertThat(one.leaves()).isEqualTo(HashTree.leavesOf(upTo));
      assertThat(differing(one, other)).isEmpty();
    }
  }

  @Test
  void anEntryThatDiffersIsInItsLeaf() {
    for (int index : new int[] {1, HashTree.LEAF, HashTree.LEAF + 1, 30_000, ENTRIES}) {
      HashTree other = tree(log(2, index), 100_000, ENTRIES);
      assertThat(differing(tree(log(1, 0), 100_000, ENTRIES), other))
          .containsExactly((index - 1) / HashTree.LEAF);
    }
  }

  @Test
  void whatWasNotReadHasNoTree() {
    LeafHashes leaves = new LeafHashes();
    StoredLog log = log(1, 0);
    leaves.read(log, 2_000, 1_000_000);
    assertThat(leaves.tree(log, 2 * HashTree.LEAF)).isEmpty();
    assertThat(leaves.tree(log, HashTree.LEAF + 1)).isPresent();
  }
}
