package dev.ringo.replication;

import static dev.ringo.replication.Scripts.epoch;
import static dev.ringo.replication.Scripts.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EpochRunsTest {

  /** The dumb model: the epoch of every entry, in rising order as in any log. */
  private static List<Integer> rising(List<Integer> epochs) {
    return epochs.stream().sorted().toList();
  }

  private static EpochRuns runs(List<Integer> epochs) {
    return log(epochs.stream().mapToInt(epoch -> epoch).toArray());
  }

  @Property
  void itTellsTheEpochOfEveryEntry(
      @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 5) Integer> some) {
    List<Integer> epochs = rising(some);
    EpochRuns log = runs(epochs);
    assertThat(log.last()).isEqualTo(epochs.size());
    for (int index = 1; index <= epochs.size(); index++) {
      Epoch expected = epoch(epochs.get(index - 1));
      assertThat(log.epochAt(index)).isEqualTo(expected);
      assertThat(log.holds(new LogPosition(expected, index))).isTrue();
      assertThat(log.holds(new LogPosition(epoch(9), index))).isFalse();
    }
    assertThat(log.holds(LogPosition.ORIGIN)).isTrue();
    assertThat(log.holds(new LogPosition(epoch(1), epochs.size() + 1))).isFalse();
  }

  @Property
  void aCutLogIsTheLogOfItsFirstEntries(
      @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 5) Integer> some,
      @ForAll @IntRange(max = 25) int keep) {
    List<Integer> epochs = rising(some);
    assertThat(runs(epochs).upTo(keep))
        .isEqualTo(runs(epochs.subList(0, Math.min(keep, epochs.size()))));
  }

  /**
   * Two logs that obey log matching: a common part, then none of the epochs of one in the other.
   */
  @Property
  void theCommonPartIsFoundAsByLookingAtEveryEntry(
      @ForAll @Size(max = 10) List<@IntRange(min = 1, max = 4) Integer> common,
      @ForAll @Size(max = 10) List<@IntRange(min = 2, max = 9) Integer> mine,
      @ForAll @Size(max = 10) List<@IntRange(min = 2, max = 9) Integer> theirs) {
    List<Integer> one = new ArrayList<>(rising(common));
    List<Integer> other = new ArrayList<>(one);
    rising(mine).forEach(epoch -> one.add(10 + 2 * epoch));
    rising(theirs).forEach(epoch -> other.add(11 + 2 * epoch));

    int expected = 0;
    while (expected < Math.min(one.size(), other.size())
        && one.get(expected).equals(other.get(expected))) {
      expected++;
    }
    assertThat(runs(one).commonWith(runs(other))).isEqualTo(expected);
    assertThat(runs(other).commonWith(runs(one))).isEqualTo(expected);
  }

  @Property
  void ofALogAndItsBeginningTheShorterIsCommon(
      @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 5) Integer> some,
      @ForAll @IntRange(max = 20) int keep) {
    EpochRuns log = runs(rising(some));
    assertThat(log.commonWith(log.upTo(keep))).isEqualTo(Math.min(keep, log.last()));
  }

  @Test
  void anEntryThatIsNotThereHasNoEpoch() {
    assertThat(log(1).epochAt(0)).isEqualTo(Epoch.NONE);
    assertThatThrownBy(() -> log(1).epochAt(2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> log(1).epochAt(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingAddedIsNoRun() {
    assertThat(EpochRuns.EMPTY.plus(epoch(1), 0)).isEqualTo(EpochRuns.EMPTY);
  }
}
