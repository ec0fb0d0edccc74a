package dev.ringo.journal;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Random events, and what a journal makes of them. */
final class WrittenEvents {

  static final String ID = "some one";

  /** An event as it was found. */
  record Found(Committer.Event event, EventReader.State state, long end) {}

  private WrittenEvents() {}

  static JournalSettings settings(Path directory, JournalSettings.Fsync fsync) {
    return new JournalSettings(
        directory, fsync, Duration.ofMillis(100), JournalSettings.LEAST_COMMIT_LOG, 2);
  }

  static Committer.Event event(Random random, long number) {
    List<byte[]> entries =
        IntStream.range(0, random.nextInt(4))
            .mapToObj(
                i ->
                    Frame.encode(
                        new EntryId(random.nextLong()),
                        0,
                        bytes(random, 20),
                        random.nextInt(5) == 0 ? anEvent(random, number) : bytes(random, 200)))
            .toList();
    Trailer trailer =
        new Trailer(
            number,
            random.nextLong(),
            entries.stream().mapToInt(entry -> entry.length).sum(),
            0,
            "writer " + random.nextInt(3),
            "",
            Optional.empty(),
            new Serialized(random.nextInt(), "manifest", bytes(random, 50)));
    return new Committer.Event(entries, trailer, Optional.empty());
  }

  /** A value that looks like what it should not be taken for: the frames of another event. */
  private static byte[] anEvent(Random random, long number) {
    byte[] entry = Frame.encode(new EntryId(1), 0, new byte[3], bytes(random, 20));
    Trailer trailer =
        new Trailer(
            number,
            0,
            entry.length,
            0,
            "",
            "",
            Optional.empty(),
            new Serialized(0, "", new byte[0]));
    byte[] frame = trailer.frame(random.nextInt(100));
    byte[] both = new byte[entry.length + frame.length];
    System.arraycopy(entry, 0, both, 0, entry.length);
    System.arraycopy(frame, 0, both, entry.length, frame.length);
    return both;
  }

  private static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Has a journal write some events, each acknowledged before the next. */
  static List<Committer.Event> write(JournalFiles files, Random random, int count) {
    List<Committer.Event> events = new ArrayList<>();
    DataFile file = files.of(ID);
    for (int i = 1; i <= count; i++) {
      events.add(event(random, i));
      files.committer().write(file, List.of(events.get(i - 1))).join();
    }
    return events;
  }

  static Path dataIn(Path directory) {
    return directory.resolve(DirectoryName.of(ID)).resolve(DataFile.NAME);
  }

  /** What is in a data file. */
  static List<Found> read(Path data) throws IOException {
    List<Found> found = new ArrayList<>();
    try (FileChannel file = FileChannel.open(data, StandardOpenOption.READ)) {
      EventReader events = new EventReader(file, DataFile.FIRST, Files.size(data));
      while (events.next()) {
        Trailer trailer = events.event().orElseThrow();
        byte[] bytes = Disk.read(file, events.entriesAt(), trailer.entryBytes());
        found.add(
            new Found(
                new Committer.Event(List.of(bytes), trailer, Optional.empty()),
                events.state(),
                events.end()));
      }
    }
    return found;
  }

  static boolean isSame(Committer.Event one, Committer.Event other) {
    return java.util.Arrays.equals(bytesOf(one), bytesOf(other));
  }

  private static byte[] bytesOf(Committer.Event event) {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    event.entries().forEach(bytes::writeBytes);
    bytes.writeBytes(event.trailer().frame(0));
    return bytes.toByteArray();
  }
}
