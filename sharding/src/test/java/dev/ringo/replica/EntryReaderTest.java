package dev.ringo.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.ConfigFactory;
import dev.ringo.replica.EntryReader.Entry;
import dev.ringo.ring.DomainName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries of directories that a journal writes to meanwhile; each test has a domain of its own. */
final class EntryReaderTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int READINGS = 100;

  @TempDir private static Path directory;

  private static ActorTestKit system;

  private final List<String> damage = new ArrayList<>();

  @BeforeAll
  static void start() {
    system =
        ActorTestKit.create(
            ConfigFactory.parseMap(
                    Map.of(
                        "akka.actor.provider",
                        "local",
                        "ringo.journal.directory",
                        directory.toString()))
                .withFallback(ConfigFactory.load()));
  }

  @AfterAll
  static void stop() {
    system.shutdownTestKit();
  }

  private List<String> read(String domain) throws IOException {
    damage.clear();
    List<String> entries = new ArrayList<>();
    try (EntryReader reader = EntryReader.ofDomain(directory, DomainName.of(domain), damage::add)) {
      while (reader.next()) {
        Entry entry = reader.entry();
        assertThat(entry.key()).isEqualTo(entry.value());
        assertThat(entry.time()).isEqualTo(1_000);
        entries.add(text(entry) + "@" + entry.chunk() + ":" + entry.index());
      }
      assertThat(reader.damagedPlaces()).isEqualTo(damage.size());
    }
    return entries;
  }

  private static String text(Entry entry) {
    return new String(entry.value(), StandardCharsets.ISO_8859_1);
  }

  /** Changes a byte where a text begins for the n-th time, counted from 0. */
  private static void damage(WrittenChunk chunk, String text, int occurrence, int offset)
      throws IOException {
    Path data = chunk.in(directory).resolve("data");
    byte[] bytes = Files.readAllBytes(data);
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = all.indexOf(text);
    for (int i = 0; i < occurrence; i++) {
      at = all.indexOf(text, at + 1);
    }
    bytes[at + offset] ^= 1;
    Files.write(data, bytes);
  }

  @Test
  void theChunksOfADomainAreReadInTheirOrderAlsoIfANodeHasOnlySome() throws IOException {
    WrittenChunk.create(system, "chunks", 11).append(0, "d");
    WrittenChunk.create(system, "chunks", 2).append(0, "b", "c");
    WrittenChunk.create(system, "another", 1).append(0, "x");
    WrittenChunk.create(system, "chunks", 0).append(0, "a");

    assertThat(read("chunks")).containsExactly("a@0:1", "b@2:1", "c@2:2", "d@11:1");
    assertThatThrownBy(() -> read("none")).isInstanceOf(NoSuchFileException.class);
    assertThat(damage).isEmpty();
  }

  @Test
  void entriesThatWereCutOffAreLeftOut() throws IOException {
    WrittenChunk chunk = WrittenChunk.create(system, "cut", 0);
    chunk.append(0, "a", "b", "never committed", "nor this");
    chunk.append(2, "c");
    chunk.append(3, "nor that");
    chunk.append(3, "d");

    assertThat(read("cut")).containsExactly("a@0:1", "b@0:2", "c@0:3", "d@0:4");
    assertThat(damage).isEmpty();
  }

  @Test
  void aDroppedCopyHasNoEntriesAndTheNextOneHasItsOwn() throws IOException {
    WrittenChunk dropped = WrittenChunk.create(system, "dropped", 0);
    dropped.append(0, "a", "b");
    erase(dropped);
    assertThat(read("dropped")).isEmpty();

    WrittenChunk.create(system, "dropped", 0).append(0, "c");
    assertThat(read("dropped")).containsExactly("c@0:1");
  }

  private static void erase(WrittenChunk chunk) {
    String id = chunk.in(directory).getFileName().toString();
    ExtendedActorSystem classic = (ExtendedActorSystem) Adapter.toClassic(system.system());
    TestProbe<Void> probe = system.createTestProbe();
    probe.expectTerminated(
        Adapter.toTyped(classic.systemActorOf(CopyEraser.onDisk(id, () -> {}), "eraser")), LIMIT);
  }

  @Test
  void damageIsPassedOverAndTold() throws IOException {
    WrittenChunk chunk = WrittenChunk.create(system, "damaged", 0);
    chunk.append(0, "the first", "the second", "the third");
    String inside = new String(WrittenChunk.frame("inside"), StandardCharsets.ISO_8859_1);
    chunk.append(3, "the fourth " + inside, "the fifth", "cut off later");
    chunk.append(5, "the last");

    damage(chunk, "the second", 1, 0);
    assertThat(read("damaged"))
        .hasSize(5)
        .startsWith("the first@0:1", "the third@0:3")
        .endsWith("the fifth@0:5", "the last@0:6");
    assertThat(damage).hasSize(2);
    assertThat(damage.get(1)).contains("damaged chunk 0", "entry 2: wrong CRC");

    // The head, whose CRC covers the lengths: what looks like an entry in the value is none.
    damage(chunk, "the fourth", 0, -5);
    assertThat(read("damaged"))
        .containsExactly("the first@0:1", "the third@0:3", "the fifth@0:5", "the last@0:6");
    assertThat(damage).anyMatch(what -> what.contains("entry 4: "));
  }

  @Test
  void whatIsNotOnTheDiskYetIsLeftOutUntilItIs() throws Exception {
    WrittenChunk chunk = WrittenChunk.create(system, "growing", 0);
    AtomicInteger readings = new AtomicInteger();
    Thread writer =
        new Thread(
            () -> {
              for (int i = 1; readings.get() < READINGS; i += 2) {
                chunk.append(i - 1, "value " + i, "value " + (i + 1));
              }
            });
    writer.start();
    int seen = 0;
    for (; readings.get() < READINGS; readings.incrementAndGet()) {
      List<String> entries = read("growing");
      assertThat(entries).hasSizeGreaterThanOrEqualTo(seen);
      seen = entries.size();
      assertThat(seen % 2).isZero();
      assertThat(entries)
          .isEqualTo(
              IntStream.rangeClosed(1, seen).mapToObj(i -> "value " + i + "@0:" + i).toList());
      assertThat(damage).isEmpty();
    }
    writer.join(LIMIT.toMillis());
    assertThat(read("growing")).hasSizeGreaterThanOrEqualTo(seen).isNotEmpty();
  }

  /** This program is in docs/disk-format.md. */
  private static long bytesOf(Path nodeDirectory, String domain, List<String> damage)
      throws IOException {
    long bytes = 0;
    try (EntryReader reader =
        EntryReader.ofDomain(nodeDirectory, DomainName.of(domain), damage::add)) {
      while (reader.next()) {
        bytes += reader.entry().value().length;
      }
    }
    return bytes;
  }

  @Test
  void theProgramInTheDocumentsDoesWhatItSays() throws IOException {
    WrittenChunk.create(system, "documented", 0).append(0, "three", "values", "!");
    assertThat(bytesOf(directory, "documented", damage)).isEqualTo(12);

    String source =
        Files.readString(Path.of("src/test/java/dev/ringo/replica/EntryReaderTest.java"));
    int from = source.indexOf("    long bytes = 0;");
    String program = source.substring(from, source.indexOf("    return bytes;", from));
    assertThat(Files.readString(Path.of("../docs/disk-format.md"))).contains(program);
  }
}
