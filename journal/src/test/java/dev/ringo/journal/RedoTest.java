package dev.ringo.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.journal.JournalSettings.Fsync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commit log gives back of data files that did not come to the disk. */
final class RedoTest {

  @TempDir private Path directory;

  private List<Committer.Event> written(int count) {
    try (JournalFiles files = new JournalFiles(WrittenEvents.settings(directory, Fsync.ALWAYS))) {
      return WrittenEvents.write(files, new Random(count), count);
    }
  }

  @Test
  void aFileThatLostAllItsEventsGetsThemBack() throws IOException {
    written(100);
    Path data = WrittenEvents.dataIn(directory);
    byte[] whole = Files.readAllBytes(data);
    byte[] garbage = Arrays.copyOf(whole, whole.length + 1000);
    Arrays.fill(garbage, DataFile.FIRST, garbage.length, (byte) 7);

    for (byte[] left : List.of(Arrays.copyOf(whole, DataFile.FIRST), garbage)) {
      Files.write(data, left);
      Redo.run(directory);
      assertThat(Files.readAllBytes(data)).isEqualTo(whole);
    }
  }

  @Test
  void aLogThatTookTurnsHasAllSinceItsFilesWereBroughtToTheDisk() throws IOException {
    written(10_000);
    Path data = WrittenEvents.dataIn(directory);
    byte[] whole = Files.readAllBytes(data);
    assertThat(whole.length).isGreaterThan(3 * (int) JournalSettings.LEAST_COMMIT_LOG);

    int onDisk = whole.length - (int) JournalSettings.LEAST_COMMIT_LOG / 2;
    Files.write(data, Arrays.copyOf(whole, onDisk));
    Redo.run(directory);
    assertThat(Files.readAllBytes(data)).isEqualTo(whole);
  }

  @Test
  void anotherFileInThePlaceOfTheOldOneIsLeftAlone() throws IOException {
    written(10);
    Path data = WrittenEvents.dataIn(directory);
    Files.delete(data);
    DataFile fresh = new DataFile(directory, WrittenEvents.ID, false);
    fresh.create();
    byte[] first = Files.readAllBytes(data);

    Redo.run(directory);
    assertThat(Files.readAllBytes(data)).isEqualTo(first);
  }

  /** The records behind the damage are not read: they must not be taken for never written. */
  @Test
  void aDamagedLogLeavesWholeEventsAlone() throws IOException {
    written(50);
    Path data = WrittenEvents.dataIn(directory);
    byte[] whole = Files.readAllBytes(data);
    Path log = Redo.pathOf(directory, 0);
    byte[] damaged = Files.readAllBytes(log);
    damaged[damaged.length / 2] ^= 1;
    Files.write(log, damaged);

    Redo.run(directory);
    assertThat(Files.readAllBytes(data)).isEqualTo(whole);
  }

  @Test
  void aLogThatEndsInTheMiddleOfARecordIsReadToThatRecord() throws IOException {
    List<Committer.Event> events = written(50);
    Path log = Redo.pathOf(directory, 0);
    byte[] whole = Files.readAllBytes(log);
    Path data = WrittenEvents.dataIn(directory);
    byte[] first = Arrays.copyOf(Files.readAllBytes(data), DataFile.FIRST);
    for (int length = 0; length < whole.length; length += 97) {
      Files.write(log, Arrays.copyOf(whole, length));
      Files.write(data, first);
      Redo.run(directory);

      List<WrittenEvents.Found> found = WrittenEvents.read(data);
      for (int i = 0; i < found.size(); i++) {
        assertThat(WrittenEvents.isSame(found.get(i).event(), events.get(i))).isTrue();
      }
    }
    Files.write(log, whole);
    Redo.run(directory);
    assertThat(WrittenEvents.read(data)).hasSize(50);
  }
}
