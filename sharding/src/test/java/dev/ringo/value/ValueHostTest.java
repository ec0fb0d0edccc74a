package dev.ringo.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.ExternalValue;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.RingPosition;
import dev.ringo.value.ValueHost.BlockRead;
import dev.ringo.value.ValueHost.Outcome;
import dev.ringo.value.ValueHost.Pulled;
import dev.ringo.value.ValueHost.ReadBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that give values to each other. */
final class ValueHostTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ChunkId CHUNK = ChunkId.of(0, DomainName.of("d"));
  private static final int BLOCK = ExternalValue.BLOCK_BYTES;

  @TempDir private Path root;

  private final ActorTestKit testKit =
      ActorTestKit.create(
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));
  private final Map<NodeId, ActorRef<ValueHost.Command>> hosts = new HashMap<>();

  private final ValueNodes nodes =
      new ValueNodes() {
        @Override
        public Optional<ActorRef<ValueHost.Command>> hostOn(NodeId node) {
          return Optional.ofNullable(hosts.get(node));
        }

        @Override
        public List<NodeId> nearest(ChunkId chunk) {
          return List.copyOf(hosts.keySet());
        }
      };

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  private static NodeId node(int number) {
    return new NodeId(new RingPosition(number, 0));
  }

  private ValueFiles start(int number) throws IOException {
    ValueFiles files = new ValueFiles(root.resolve("node" + number));
    files.clearIncoming();
    hosts.put(
        node(number),
        testKit.spawn(
            ValueHost.create(node(number), files, nodes, 2, new Leftovers(directory -> Set.of())),
            ValueHost.props()));
    return files;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static SpooledValue receive(ValueFiles files, byte[] bytes) throws IOException {
    IncomingValue incoming = files.receive(new EntryId(7));
    incoming.add(ByteBuffer.wrap(bytes));
    return incoming.finish();
  }

  private Outcome pull(int number, ExternalValue value, NodeId... from) {
    TestProbe<Pulled> pulled = testKit.createTestProbe();
    hosts.get(node(number)).tell(new ValueHost.Pull(CHUNK, value, List.of(from), pulled.ref()));
    return pulled.receiveMessage(LIMIT).outcome();
  }

  @Test
  void aValueGoesFromNodeToNodeAndIsNeverHalfThere() throws IOException {
    byte[] bytes = random(5 * BLOCK + 17);
    ValueFiles first = start(1);
    ValueFiles second = start(2);
    SpooledValue spooled = receive(first, bytes);
    ExternalValue value = spooled.value();

    assertThat(second.holds(CHUNK, value)).isFalse();
    assertThat(pull(1, value)).isEqualTo(Outcome.WHOLE);
    assertThat(pull(2, value, node(1))).isEqualTo(Outcome.WHOLE);
    spooled.delete();
    assertThat(Files.readAllBytes(first.fileOf(CHUNK, value.name()))).isEqualTo(bytes);
    assertThat(Files.readAllBytes(second.fileOf(CHUNK, value.name()))).isEqualTo(bytes);
    assertThat(ValueFiles.valuesIn(second.directoryOf(CHUNK))).hasSize(1);
    assertThat(second.holds(CHUNK, value)).isTrue();
    assertThat(pull(2, value)).isEqualTo(Outcome.WHOLE);
  }

  @Test
  void aDamagedBlockAndANodeThatIsGoneAreLeftForAnotherNode() throws IOException {
    byte[] bytes = random(6 * BLOCK);
    ValueFiles first = start(1);
    ValueFiles second = start(2);
    ValueFiles third = start(3);
    ExternalValue value = receive(first, bytes).value();
    assertThat(pull(1, value)).isEqualTo(Outcome.WHOLE);
    assertThat(pull(2, value, node(1))).isEqualTo(Outcome.WHOLE);
    Path damaged = second.fileOf(CHUNK, value.name());
    byte[] wrong = bytes.clone();
    wrong[3 * BLOCK + 5] ^= 1;
    Files.write(damaged, wrong);

    assertThat(pull(3, value, node(9), node(2), node(1))).isEqualTo(Outcome.WHOLE);
    assertThat(Files.readAllBytes(third.fileOf(CHUNK, value.name()))).isEqualTo(bytes);
  }

  private ValueHost.State check(int number, ExternalValue value) {
    TestProbe<ValueHost.Checked> checked = testKit.createTestProbe();
    hosts.get(node(number)).tell(new ValueHost.Check(CHUNK, value, checked.ref()));
    return checked.receiveMessage(LIMIT).state();
  }

  @Test
  void aCheckMendsADamagedAndAMissingValueFromOtherNodes() throws IOException {
    byte[] bytes = random(5 * BLOCK + 3);
    ValueFiles first = start(1);
    ValueFiles second = start(2);
    SpooledValue spooled = receive(first, bytes);
    ExternalValue value = spooled.value();
    assertThat(pull(1, value)).isEqualTo(Outcome.WHOLE);
    assertThat(pull(2, value, node(1))).isEqualTo(Outcome.WHOLE);
    spooled.delete();
    assertThat(check(2, value)).isEqualTo(ValueHost.State.INTACT);

    Path file = second.fileOf(CHUNK, value.name());
    byte[] wrong = bytes.clone();
    wrong[2 * BLOCK + 9] ^= 4;
    Files.write(file, wrong);
    assertThat(check(2, value)).isEqualTo(ValueHost.State.MENDED);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);

    Files.delete(file);
    assertThat(check(2, value)).isEqualTo(ValueHost.State.MENDED);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);

    Files.write(file, wrong);
    Files.delete(first.fileOf(CHUNK, value.name()));
    assertThat(check(2, value)).isEqualTo(ValueHost.State.DAMAGED);
    assertThat(second.holds(CHUNK, value)).isFalse();
    Files.createDirectories(first.directoryOf(CHUNK));
    Files.write(first.fileOf(CHUNK, value.name()), bytes);
    assertThat(check(2, value)).isEqualTo(ValueHost.State.MENDED);
  }

  @Test
  void aPullGoesOnWithWhatIsThere() throws IOException {
    byte[] bytes = random(4 * BLOCK);
    ValueFiles first = start(1);
    ValueFiles second = start(2);
    ExternalValue value = receive(first, bytes).value();
    try (PartFile part = PartFile.open(second.fileOf(CHUNK, value.name()), value)) {
      part.write(0, java.util.Arrays.copyOf(bytes, BLOCK));
      part.write(2, java.util.Arrays.copyOfRange(bytes, 2 * BLOCK, 3 * BLOCK));
      // This one is damaged: it is not taken for what was pulled.
      part.write(3, new byte[BLOCK]);
    }
    TestProbe<ValueHost.Command> source = testKit.createTestProbe();
    hosts.put(node(5), source.ref());
    TestProbe<Pulled> pulled = testKit.createTestProbe();
    hosts.get(node(2)).tell(new ValueHost.Pull(CHUNK, value, List.of(node(5)), pulled.ref()));
    for (long wanted : new long[] {BLOCK, 3 * BLOCK}) {
      ReadBlock ask = (ReadBlock) source.receiveMessage(LIMIT);
      assertThat(ask.from()).isEqualTo(wanted);
      byte[] answer = java.util.Arrays.copyOfRange(bytes, (int) wanted, (int) wanted + BLOCK);
      ask.replyTo().tell(new BlockRead(ask.request(), answer));
    }
    assertThat(pulled.receiveMessage(LIMIT).outcome()).isEqualTo(Outcome.WHOLE);
    assertThat(Files.readAllBytes(second.fileOf(CHUNK, value.name()))).isEqualTo(bytes);
  }

  @Test
  void aFileWhoseNameMayNotBeOnTheDiskYetDoesNotCount() throws IOException {
    ValueFiles files = start(1);
    SpooledValue spooled = receive(files, random(BLOCK + 1));
    Path file = path(files, spooled.value());
    Files.createDirectories(file.getParent());
    files.name(
        file,
        () -> {
          Files.write(file, random(BLOCK + 1));
          assertThat(files.holds(CHUNK, spooled.value())).isFalse();
        });
    assertThat(files.holds(CHUNK, spooled.value())).isTrue();
    assertThatThrownBy(
            () ->
                files.name(
                    file,
                    () -> {
                      throw new IOException("on purpose");
                    }))
        .isInstanceOf(IOException.class);
    assertThat(files.holds(CHUNK, spooled.value())).isFalse();
  }

  @Test
  void whatNobodyHasIsNotFound() throws IOException {
    ValueFiles first = start(1);
    start(2);
    SpooledValue spooled = receive(first, random(BLOCK + 1));
    spooled.delete();
    assertThat(pull(2, spooled.value(), node(1))).isEqualTo(Outcome.NOT_FOUND);
  }

  @Test
  void leftoversGoAfterAnHourAndWhatEntriesNameStays() throws IOException {
    ValueFiles files = start(1);
    ExternalValue needed = receive(files, random(10)).value();
    ExternalValue leftover = receive(files, random(11)).value();
    ExternalValue fresh = receive(files, random(12)).value();
    for (ExternalValue value : List.of(needed, leftover, fresh)) {
      assertThat(pull(1, value)).isEqualTo(Outcome.WHOLE);
    }
    Path part = files.fileOf(CHUNK, leftover.name()).resolveSibling("value-1-1.part");
    Files.write(part, new byte[1]);
    Instant now = Instant.now();
    for (Path file : List.of(path(files, needed), path(files, leftover), part)) {
      Files.setLastModifiedTime(file, FileTime.from(now.minus(Leftovers.AGE).minusSeconds(1)));
    }
    Leftovers leftovers = new Leftovers(directory -> Set.of(needed.name()));
    leftovers.clean(files, now);
    assertThat(ValueFiles.valuesIn(files.directoryOf(CHUNK)))
        .containsExactlyInAnyOrder(path(files, needed), path(files, fresh));

    // Asked for, as an entry may be about to name it: it stays for another hour.
    Files.setLastModifiedTime(
        path(files, fresh), FileTime.from(now.minus(Leftovers.AGE).minusSeconds(1)));
    assertThat(files.holds(CHUNK, fresh)).isTrue();
    leftovers.clean(files, now);
    assertThat(files.holds(CHUNK, fresh)).isTrue();
  }

  private static Path path(ValueFiles files, ExternalValue value) {
    return files.fileOf(CHUNK, value.name());
  }
}
