package dev.ringo.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import dev.ringo.journal.EventReader.State;
import dev.ringo.journal.JournalSettings.Fsync;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommitterTest {

  @TempDir private Path directory;

  private static Committer.Event event(long number) {
    byte[] entry = Frame.encode(new EntryId(number), 0, new byte[4], new byte[100_000]);
    Trailer trailer =
        new Trailer(
            number,
            0,
            entry.length,
            0,
            "writer",
            "",
            Optional.empty(),
            new Serialized(1, "", new byte[0]));
    return new Committer.Event(List.of(entry), trailer, Optional.empty());
  }

  /** The deletion puts another, shorter file into the place of the one that the event was for. */
  @Test
  void anEventThatFollowsADeletionAtOnceGoesToTheEndOfWhatIsLeft() throws IOException {
    for (int round = 0; round < 20; round++) {
      String id = "round " + round;
      List<CompletableFuture<Void>> asked = new ArrayList<>();
      try (JournalFiles files = new JournalFiles(WrittenEvents.settings(directory, Fsync.ALWAYS))) {
        DataFile file = files.of(id);
        for (int number = 1; number <= 20; number++) {
          asked.add(files.committer().write(file, List.of(event(number))));
        }
        asked.get(asked.size() - 1).join();
        asked.add(files.committer().delete(file, 18));
        asked.add(files.committer().write(file, List.of(event(21))));
        asked.add(files.committer().write(file, List.of(event(22))));
        asked.forEach(CompletableFuture::join);
      }
      assertThat(numbersIn(directory.resolve(DirectoryName.of(id)).resolve(DataFile.NAME)))
          .containsExactly(19L, 20L, 21L, 22L);
    }
  }

  private static List<Long> numbersIn(Path data) throws IOException {
    List<Long> numbers = new ArrayList<>();
    try (FileChannel file = FileChannel.open(data, StandardOpenOption.READ)) {
      EventReader events = new EventReader(file, DataFile.FIRST, file.size());
      while (events.next()) {
        assertThat(events.state()).isEqualTo(State.WHOLE);
        events.event().ifPresent(trailer -> numbers.add(trailer.sequenceNumber()));
      }
      assertThat(events.end()).isEqualTo(file.size());
    }
    return numbers;
  }
}
