package dev.ringo.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EntryIndexTest {

  private static final int ENTRIES = 50_000;

  private final Random random = new Random(1);
  private final EntryIndex index = new EntryIndex();
  private final Map<Integer, List<Integer>> slotsByHash = new HashMap<>();

  /** One in ten without a key, and hashes of which some are in many entries. */
  private void fill() {
    for (int slot = 0; slot < ENTRIES; slot++) {
      if (random.nextInt(10) == 0) {
        index.add(slot * 100L);
      } else {
        int hash = random.nextInt() >>> random.nextInt(32);
        index.add(slot * 100L, hash);
        slotsByHash.computeIfAbsent(hash, none -> new ArrayList<>()).add(slot);
      }
    }
  }

  private static List<Integer> walk(EntryIndex walked, int hash, int from, int upTo) {
    List<Integer> slots = new ArrayList<>();
    EntryIndex.Walk walk = walked.walk(hash, from, upTo);
    for (int slot = walk.next(); slot != EntryIndex.NONE; slot = walk.next()) {
      slots.add(slot);
    }
    return slots;
  }

  @Test
  void itFindsAllEntriesOfAHashBetweenAnyTwoSlots() {
    fill();
    slotsByHash.forEach(
        (hash, slots) -> {
          assertThat(walk(index, hash, 0, ENTRIES - 1)).isEqualTo(slots);
          int from = random.nextInt(ENTRIES);
          int upTo = random.nextInt(ENTRIES);
          assertThat(walk(index, hash, from, upTo))
              .isEqualTo(slots.stream().filter(slot -> slot >= from && slot <= upTo).toList());
        });
    for (int slot = 0; slot < ENTRIES; slot++) {
      assertThat(index.place(slot)).isEqualTo(slot * 100L);
    }
  }

  @Test
  void theFirstEntriesAreAnIndexOfTheirOwn() {
    fill();
    int count = 9_999;
    EntryIndex first = index.first(count);
    first.add(7, 7);
    assertThat(first.size()).isEqualTo(count + 1);
    assertThat(walk(first, 7, count, count)).containsExactly(count);
    slotsByHash.forEach(
        (hash, slots) ->
            assertThat(walk(first, hash, 0, count - 1))
                .isEqualTo(slots.stream().filter(slot -> slot < count).toList()));
  }
}
