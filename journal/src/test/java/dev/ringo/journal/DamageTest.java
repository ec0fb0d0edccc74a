package dev.ringo.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.journal.EventReader.State;
import dev.ringo.journal.JournalSettings.Fsync;
import dev.ringo.journal.WrittenEvents.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a file that was cut off or damaged. */
final class DamageTest {

  private static final int EVENTS = 20;

  @TempDir private Path directory;

  private List<Committer.Event> written(Random random) {
    try (JournalFiles files = new JournalFiles(WrittenEvents.settings(directory, Fsync.NEVER))) {
      return WrittenEvents.write(files, random, EVENTS);
    }
  }

  @Test
  void wherverAFileIsCutOffAllWholeEventsBeforeAreThere() throws IOException {
    List<Committer.Event> events = written(new Random(1));
    Path data = WrittenEvents.dataIn(directory);
    byte[] whole = Files.readAllBytes(data);
    List<Long> ends = WrittenEvents.read(data).stream().map(Found::end).toList();

    for (int length = DataFile.FIRST; length <= whole.length; length++) {
      Files.write(data, Arrays.copyOf(whole, length));
      DataFile file = new DataFile(directory, WrittenEvents.ID, true);
      file.recover();

      long cut = length;
      int expected = (int) ends.stream().filter(end -> end <= cut).count();
      assertThat(file.highest()).isEqualTo(expected);
      assertThat(file.end()).isEqualTo(expected == 0 ? DataFile.FIRST : ends.get(expected - 1));
      assertThat(Files.size(data)).isEqualTo(file.end());
      List<Found> found = WrittenEvents.read(data);
      assertThat(found).hasSize(expected);
      for (int i = 0; i < expected; i++) {
        assertThat(WrittenEvents.isSame(found.get(i).event(), events.get(i))).isTrue();
        assertThat(found.get(i).state()).isEqualTo(State.WHOLE);
      }
    }
  }

  @Test
  void whateverIsDamagedAllTheRestIsThere() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Files.deleteIfExists(WrittenEvents.dataIn(directory));
      List<Committer.Event> events = written(random);
      Path data = WrittenEvents.dataIn(directory);
      byte[] whole = Files.readAllBytes(data);
      List<Long> ends = WrittenEvents.read(data).stream().map(Found::end).toList();
      for (int round = 0; round < 500; round++) {
        byte[] damaged = whole.clone();
        boolean[] isDamaged = new boolean[EVENTS];
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          int place = DataFile.FIRST + random.nextInt(whole.length - DataFile.FIRST);
          damaged[place] ^= (byte) (1 + random.nextInt(255));
          isDamaged[(int) ends.stream().filter(end -> end <= place).count()] = true;
        }
        Files.write(data, damaged);

        check(WrittenEvents.read(data), events, isDamaged);
      }
    }
  }

  private static void check(List<Found> found, List<Committer.Event> events, boolean[] isDamaged) {
    int[] numbers =
        found.stream().mapToInt(one -> (int) one.event().trailer().sequenceNumber()).toArray();
    for (int i = 0; i < EVENTS; i++) {
      int number = i + 1;
      int at =
          IntStream.range(0, numbers.length)
              .filter(n -> numbers[n] == number)
              .findFirst()
              .orElse(-1);
      if (!isDamaged[i]) {
        assertThat(at).isNotNegative();
        assertThat(WrittenEvents.isSame(found.get(at).event(), events.get(i))).isTrue();
        boolean afterLost = number > 1 && Arrays.binarySearch(numbers, number - 1) < 0;
        assertThat(found.get(at).state()).isEqualTo(afterLost ? State.AFTER_LOST : State.WHOLE);
      } else if (at >= 0) {
        assertThat(found.get(at).state()).isNotEqualTo(State.WHOLE);
      }
    }
    assertThat(Arrays.stream(numbers).distinct().count()).isEqualTo(numbers.length);
  }
}
