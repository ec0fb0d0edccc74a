package dev.ringo.node.files;

import dev.ringo.journal.FileJournal;
import dev.ringo.journal.JournalLock;
import dev.ringo.node.CommandFailure;
import dev.ringo.node.TextTable;
import dev.ringo.replica.ChunkFile;
import dev.ringo.replica.EntryReader;
import dev.ringo.replica.NodeDirectory;
import dev.ringo.replication.ChunkInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "info",
    description = {"Shows whose a node's directory is, and which copies it has.", ""})
public final class InfoCommand implements Runnable {

  @Parameters(paramLabel = "NODE_DIR", description = "The directory of a node.")
  private Path directory;

  @Override
  public void run() {
    try {
      NodeDirectory node = NodeDirectory.read(directory);
      System.out.println("node   " + node.node());
      System.out.println("store  " + Long.toHexString(node.store()));
      System.out.println("in use " + (JournalLock.isTaken(directory) ? "yes" : "no"));
      System.out.println();
      System.out.print(copies());
      aside().forEach(name -> System.out.println("put aside, for it could not be read: " + name));
    } catch (IOException e) {
      throw CommandFailure.failed(e.getMessage());
    }
  }

  private List<String> aside() throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith(FileJournal.ASIDE))
          .sorted()
          .toList();
    }
  }

  private TextTable copies() throws IOException {
    TextTable table = new TextTable("domain", "chunk", "id", "entries", "bytes", "epoch", "damage");
    for (Path copy : ChunkFile.in(directory)) {
      ChunkFile chunk = ChunkFile.read(copy, bytes -> {});
      long entries = 0;
      long damaged;
      try (EntryReader reader = EntryReader.of(chunk, what -> {})) {
        while (reader.next()) {
          entries++;
        }
        damaged = reader.damagedPlaces();
      }
      if (chunk.info().isPresent()) {
        ChunkInfo info = chunk.info().get();
        table.add(
            List.of(
                info.domain().toString(),
                Long.toString(info.number()),
                info.id().toString(),
                Long.toString(entries),
                Long.toString(Files.size(copy.resolve("data"))),
                Long.toString(chunk.log().promised().number()),
                damaged == 0 ? "no" : "yes"));
      }
    }
    return table;
  }
}
