package dev.ringo.node.files;

import dev.ringo.journal.EventFile;
import dev.ringo.journal.FileJournal;
import dev.ringo.journal.JournalLock;
import dev.ringo.node.CommandFailure;
import dev.ringo.replica.ChunkFile;
import dev.ringo.replica.EntryReader;
import dev.ringo.replica.NodeDirectory;
import dev.ringo.value.StoredValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    description = {
      "Reads all files of a node and checks every entry.",
      "",
      "The node may be running. Damage is listed, a line each, and ends the command with 1.",
      ""
    })
public final class VerifyCommand implements Runnable {

  @Parameters(paramLabel = "NODE_DIR", description = "The directory of a node.")
  private Path directory;

  private final List<String> damage = new ArrayList<>();
  private long entries;
  private long bytes;

  @Override
  public void run() {
    try {
      NodeDirectory.read(directory);
      List<Path> files = filesOfEvents();
      verify(files);
      damage.forEach(System.out::println);
      System.out.printf(
          Locale.ROOT, "%,d files, %,d entries, %,d bytes%n", files.size(), entries, bytes);
    } catch (IOException e) {
      throw CommandFailure.failed(e.getMessage());
    }
    if (!damage.isEmpty()) {
      throw CommandFailure.failed("found damage in " + damage.size() + " places");
    }
  }

  private List<Path> filesOfEvents() throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found.filter(VerifyCommand::isInUse).filter(EventFile::isIn).sorted().toList();
    }
  }

  /** What was put aside is known to be damaged. */
  private static boolean isInUse(Path directory) {
    return !directory.getFileName().toString().startsWith(FileJournal.ASIDE);
  }

  private void verify(List<Path> directories) throws IOException {
    List<Path> chunks = ChunkFile.in(directory);
    long total = 0;
    for (Path events : directories) {
      total += sizeOf(events);
    }
    Progress progress = new Progress(total);
    for (Path events : directories) {
      long unfinished =
          chunks.contains(events) ? verifyChunk(events, progress) : verifyOther(events);
      if (unfinished > 0 && !JournalLock.isTaken(directory)) {
        damage.add(events.getFileName() + ": the last " + unfinished + " bytes are no event");
      }
      progress.finished(sizeOf(events));
      bytes += sizeOf(events);
    }
    progress.clear();
  }

  private static long sizeOf(Path events) throws IOException {
    return Files.size(events.resolve("data"));
  }

  private long verifyChunk(Path events, Progress progress) throws IOException {
    ChunkFile chunk = ChunkFile.read(events, progress::at);
    List<StoredValue> values = new ArrayList<>();
    try (EntryReader reader = EntryReader.of(chunk, damage::add)) {
      while (reader.next()) {
        entries++;
        reader.entry().external().ifPresent(values::add);
      }
    }
    for (StoredValue value : values) {
      value.damage().ifPresent(what -> damage.add(events.getFileName() + ": " + what));
      bytes += value.length();
    }
    return chunk.unfinished();
  }

  private long verifyOther(Path events) throws IOException {
    try (EventFile file = EventFile.open(events)) {
      while (file.next()) {
        file.damage().ifPresent(what -> damage.add(events.getFileName() + ": " + what));
      }
      return file.unfinished();
    }
  }
}
