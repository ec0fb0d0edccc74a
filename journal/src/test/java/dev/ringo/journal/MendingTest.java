package dev.ringo.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringo.journal.JournalSettings.Fsync;
import dev.ringo.journal.WrittenEvents.Found;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a damaged file is put right. */
final class MendingTest {

  private static final int EVENTS = 10;

  @TempDir private Path directory;

  private byte[] written(Random random) throws IOException {
    try (JournalFiles files = new JournalFiles(WrittenEvents.settings(directory, Fsync.NEVER))) {
      WrittenEvents.write(files, random, EVENTS);
    }
    return Files.readAllBytes(WrittenEvents.dataIn(directory));
  }

  private DataFile recovered(byte[] bytes, boolean mayCut) throws IOException {
    Files.write(WrittenEvents.dataIn(directory), bytes);
    DataFile file = new DataFile(directory, WrittenEvents.ID, mayCut);
    file.recover();
    return file;
  }

  /** Without its trailer an event is lost, and with the first frame all of them. */
  @Test
  void aWrongByteInAFrameOfTheJournalsOwnIsMendedAtTheStart() throws IOException {
    byte[] whole = written(new Random(3));
    Path data = WrittenEvents.dataIn(directory);
    List<Found> events = WrittenEvents.read(data);
    long place = 0;
    long end = DataFile.FIRST;
    for (int event = 0; event <= EVENTS; event++) {
      for (long at = place; at < end; at += 7) {
        byte[] damaged = whole.clone();
        damaged[(int) at] ^= 0x20;
        DataFile file = recovered(damaged, event % 2 == 0);
        assertThat(file.highest()).isEqualTo(EVENTS);
        assertThat(Files.readAllBytes(data)).isEqualTo(whole);
      }
      if (event < EVENTS) {
        Committer.Event next = events.get(event).event();
        place = end + next.length();
        end = events.get(event).end();
      }
    }
  }

  /** The first frame of the event, and any byte of its trailer. */
  @Test
  void aTrailerIsMendedAlsoBehindDamageThatIsNot() throws IOException {
    byte[] whole = written(new Random(3));
    Path data = WrittenEvents.dataIn(directory);
    Found event = WrittenEvents.read(data).get(1);
    int from = (int) WrittenEvents.read(data).get(0).end();
    int trailer = from + event.event().length();
    assertThat(trailer).isGreaterThan(from);
    for (int at = trailer; at < event.end(); at += 3) {
      byte[] damaged = whole.clone();
      damaged[from + 1] ^= 1;
      damaged[at] ^= 1;
      assertThat(recovered(damaged, false).highest()).isEqualTo(EVENTS);
      assertThat(WrittenEvents.read(data)).hasSize(EVENTS);
    }
  }

  @Test
  void aPartThatIsCheckedSaysWhereDamageIs() throws IOException {
    byte[] whole = written(new Random(4));
    Path data = WrittenEvents.dataIn(directory);
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      byte[] damaged = whole.clone();
      int at = DataFile.FIRST + random.nextInt(whole.length - DataFile.FIRST);
      damaged[at] ^= (byte) (1 + random.nextInt(255));
      Files.write(data, damaged);
      try (FileChannel file = FileChannel.open(data, StandardOpenOption.READ)) {
        List<FileCheck.Span> found = new ArrayList<>();
        boolean atEnd = false;
        for (long next = 0; !atEnd; ) {
          FileCheck.Part part = FileCheck.part(file, next, whole.length, 300, false);
          assertThat(part.next()).isGreaterThan(next);
          next = part.next();
          atEnd = part.end();
          found.addAll(part.damaged());
        }
        // A value with frames in it, whose own head is damaged, is damaged around them.
        assertThat(found).anyMatch(span -> span.from() <= at && at < span.to());
      }
    }
  }

  @Test
  void onlyWhatIsThereIsWrittenOver() throws IOException {
    byte[] whole = written(new Random(5));
    Path data = WrittenEvents.dataIn(directory);
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, 200, 230, (byte) 0);
    DataFile file = recovered(damaged, false);
    Patch patch =
        new Patch(200, Arrays.copyOfRange(damaged, 200, 230), Arrays.copyOfRange(whole, 200, 230));
    file.overwrite(patch);
    assertThat(Files.readAllBytes(data)).isEqualTo(whole);
    assertThatThrownBy(() -> file.overwrite(patch)).hasMessageContaining("has changed");
    assertThatThrownBy(
            () -> file.overwrite(new Patch(whole.length - 5, new byte[10], new byte[10])))
        .hasMessageContaining("nothing to be mended");
    assertThat(Files.readAllBytes(data)).isEqualTo(whole);
  }
}
