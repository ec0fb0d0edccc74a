package dev.ringo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class KnownEntriesTest {

  private static EntryId id(long seconds, long random) {
    return new EntryId(seconds << 32 | random);
  }

  private static IdempotencyKey key(String text) {
    return IdempotencyKey.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whatever the writers' clocks say, an entry that was added is never taken for a new one. */
  @Property
  void anEntryThatWasAddedIsKnownOrForgottenButNeverNew(
      @ForAll @Size(max = 40) List<@IntRange(max = 9) Integer> seconds,
      @ForAll @IntRange(min = 1, max = 20) int window) {
    KnownEntries known = new KnownEntries(new KnownEntries.Limits(window, 1, 1), 0);
    Set<EntryId> added = new HashSet<>();
    for (int i = 0; i < seconds.size(); i++) {
      EntryId id = id(seconds.get(i) + 1, i);
      if (known.indexOf(id, 7) == KnownEntries.NEW) {
        known.add(id, 7, i + 1);
        added.add(id);
        assertThat(known.indexOf(id, 7)).isEqualTo(i + 1);
      }
    }
    assertThat(added).allMatch(id -> known.indexOf(id, 7) != KnownEntries.NEW);
    assertThat(known.indexOf(id(known.horizonSeconds() + 1, 1_000), 7)).isEqualTo(KnownEntries.NEW);
  }

  @Test
  void theHorizonThatATakeoverFoundIsKept() {
    KnownEntries known = new KnownEntries(new KnownEntries.Limits(10, 1, 1), 50);
    assertThat(known.indexOf(id(50, 1), 7)).isEqualTo(KnownEntries.FORGOTTEN);
    assertThat(known.indexOf(id(51, 1), 7)).isEqualTo(KnownEntries.NEW);
  }

  @Test
  void anIdempotencyKeyIsKnownForItsTimeAndTheFirstEntryStands() {
    KnownEntries known = new KnownEntries(new KnownEntries.Limits(10, 10, 600), 0);
    known.addKey(key("a"), id(1, 1), 1, 1_000);
    known.addKey(key("a"), id(2, 2), 2, 1_001);
    assertThat(known.withKey(key("a"), 1_600)).contains(new KnownEntries.Known(id(1, 1), 1));
    assertThat(known.withKey(key("a"), 1_601)).isEmpty();
    assertThat(known.withKey(key("b"), 1_000)).isEmpty();
  }

  @Test
  void thereIsRoomForANewKeyWhenAnOldOneHasHadItsTime() {
    KnownEntries known = new KnownEntries(new KnownEntries.Limits(10, 2, 600), 0);
    known.addKey(key("a"), id(1, 1), 1, 1_000);
    known.addKey(key("b"), id(1, 2), 2, 1_300);
    assertThat(known.hasRoomForKey(1_600)).isFalse();
    assertThat(known.hasRoomForKey(1_601)).isTrue();
    assertThat(known.withKey(key("b"), 1_601)).isPresent();
  }

  @Test
  void anIdThatAnotherEntryHasIsTaken() {
    KnownEntries known = new KnownEntries(new KnownEntries.Limits(10, 10, 10), 0);
    known.add(id(5, 1), -3, Integer.MAX_VALUE);
    assertThat(known.indexOf(id(5, 1), -3)).isEqualTo(Integer.MAX_VALUE);
    assertThat(known.indexOf(id(5, 1), 3)).isEqualTo(KnownEntries.TAKEN);
    assertThat(known.indexOf(id(5, 2), 3)).isEqualTo(KnownEntries.NEW);
  }
}
