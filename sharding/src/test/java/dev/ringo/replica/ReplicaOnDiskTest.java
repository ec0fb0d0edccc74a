package dev.ringo.replica;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import dev.ringo.replica.CopyReader.ReadReply;
import dev.ringo.replica.CopyReader.ReadStatus;
import dev.ringo.replica.Replica.AppendReply;
import dev.ringo.replica.Replica.ClaimReply;
import dev.ringo.replica.ReplicaHost.AskForCopy;
import dev.ringo.replica.ReplicaHost.ClaimCopy;
import dev.ringo.replica.ReplicaHost.DropCopy;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.LogPosition;
import dev.ringo.replication.Protocol.Accepted;
import dev.ringo.replication.Protocol.Append;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.Protocol.ClaimRefused;
import dev.ringo.replication.Protocol.CopyGone;
import dev.ringo.replication.Protocol.Granted;
import dev.ringo.replication.ReplicaId;
import dev.ringo.replication.Survey;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.RingPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node on disk knows after it was started again. */
final class ReplicaOnDiskTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final NodeId NODE = new NodeId(new RingPosition(1, 0));
  private static final NodeStore STORE = new NodeStore(NODE, 1, true);
  private static final ReplicaId COPY = new ReplicaId(NODE, 1, 1);
  private static final ChunkInfo CHUNK = new ChunkInfo(DomainName.of("d"), 0, 2, false, false, 1);
  private static final Epoch EPOCH = new Epoch(3, 7);

  @TempDir private Path directory;

  private ActorTestKit testKit;
  private NavigableMap<ChunkId, PublishedCopy> published;
  private ActorRef<ReplicaHost.Command> host;

  @BeforeEach
  void start() {
    testKit =
        ActorTestKit.create(
            ConfigFactory.parseMap(
                    Map.of(
                        "akka.actor.provider",
                        "local",
                        "ringo.journal.directory",
                        directory.toString()))
                .withFallback(ConfigFactory.load()));
    published = new ConcurrentSkipListMap<>();
    Set<ChunkId> doubted = ConcurrentHashMap.newKeySet();
    host =
        testKit.spawn(
            ReplicaHost.create(
                STORE, published, Set.of(), doubted, new StorageLimit(1_000_000, true)));
  }

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  private void restart() {
    stop();
    start();
  }

  private ClaimReply claim(ReplicaId copy, Epoch epoch) {
    TestProbe<ClaimReply> replies = testKit.createTestProbe();
    Claim claim = new Claim(copy, epoch, CHUNK, CopiesAt.first(epoch, new Copies(List.of(copy))));
    // Right after its start a host does not know yet what it promised, and says nothing.
    return awaitAnswer(replies, () -> host.tell(new ClaimCopy(claim, replies.ref())));
  }

  private Survey.Answer ask(Optional<Epoch> creation) {
    TestProbe<ReplicaHost.Answered> answers = testKit.createTestProbe();
    return awaitAnswer(
            answers, () -> host.tell(new AskForCopy(CHUNK.id(), 1, creation, answers.ref())))
        .answer();
  }

  private static <T> T awaitAnswer(TestProbe<T> probe, Runnable ask) {
    return probe.awaitAssert(
        LIMIT,
        () -> {
          ask.run();
          return probe.receiveMessage(Duration.ofMillis(500));
        });
  }

  private static byte[] entry(String key, String value) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return Frame.encode(EntryId.at(1_000), 0, bytes, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends some entries after others, each an event of its own. */
  private void append(Epoch epoch, long previous, byte[]... entries) {
    TestProbe<AppendReply> replies = testKit.createTestProbe();
    ActorRef<Replica.Append> replica = claim(COPY, epoch).replica();
    LogPosition at = new LogPosition(previous == 0 ? Epoch.NONE : EPOCH, previous);
    for (byte[] entry : entries) {
      Batch batch = new Batch(epoch, at.index() + 1, 1, Batch.Kind.DATA, entry);
      replica.tell(new Replica.Append(new Append(epoch, at, List.of(batch), 0), replies.ref()));
      assertThat(replies.receiveMessage(LIMIT).reply()).isInstanceOf(Accepted.class);
      at = new LogPosition(epoch, at.index() + 1);
    }
  }

  private ReadReply read(String key) {
    PublishedCopy copy = published.get(CHUNK.id());
    return CopyReader.answer(
        copy,
        new CopyReader.Read(
            Optional.of(COPY),
            CHUNK.id(),
            key.getBytes(StandardCharsets.UTF_8),
            1,
            copy.log().last(),
            100,
            1_000_000,
            0,
            1,
            null));
  }

  private List<String> valuesOf(String key) {
    ReadReply reply = read(key);
    assertThat(reply.status()).isEqualTo(ReadStatus.OK);
    return reply.frames().stream()
        .map(frame -> new String(Frame.at(frame, 0).value(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void itHasWhatItHadAndGoesOn() {
    append(EPOCH, 0, entry("a", "1"), entry("b", "2"), entry("a", "3"));
    assertThat(valuesOf("a")).containsExactly("1", "3");

    restart();
    Survey.Answer answer = ask(Optional.empty());
    assertThat(answer.replica()).isEqualTo(COPY);
    assertThat(answer.found().orElseThrow().promised()).isEqualTo(EPOCH);
    assertThat(valuesOf("a")).containsExactly("1", "3");
    assertThat(claim(COPY, new Epoch(2, 9)).reply()).isInstanceOf(ClaimRefused.class);

    append(new Epoch(4, 7), 3, entry("a", "4"));
    restart();
    ask(Optional.empty());
    assertThat(valuesOf("a")).containsExactly("1", "3", "4");
    assertThat(published.get(CHUNK.id()).entries().entries()).isEqualTo(4);
  }

  @Test
  void entriesThatWereCutOffStayCutOff() {
    append(EPOCH, 0, entry("a", "1"), entry("a", "never committed"), entry("a", "nor this"));
    append(new Epoch(4, 7), 1, entry("a", "2"));
    assertThat(valuesOf("a")).containsExactly("1", "2");

    restart();
    ask(Optional.empty());
    assertThat(valuesOf("a")).containsExactly("1", "2");
    assertThat(published.get(CHUNK.id()).entries().entries()).isEqualTo(2);
  }

  @Test
  void aDroppedReplicaIsNeverMadeAgainAndAnotherOneIs() {
    append(EPOCH, 0, entry("a", "1"));
    host.tell(new DropCopy(COPY, CHUNK.id(), EPOCH));
    testKit
        .createTestProbe()
        .awaitAssert(
            LIMIT,
            () -> {
              assertThat(published).isEmpty();
              return null;
            });

    restart();
    assertThat(claim(COPY, new Epoch(5, 1)).reply()).isInstanceOf(CopyGone.class);
    assertThat(ask(Optional.empty()).found()).isEmpty();
    assertThat(claim(new ReplicaId(NODE, 1, 2), new Epoch(2, 1)).reply())
        .isInstanceOf(ClaimRefused.class);
    assertThat(claim(new ReplicaId(NODE, 1, 2), new Epoch(5, 1)).reply())
        .isInstanceOf(Granted.class);
    assertThat(published.get(CHUNK.id()).log().last()).isZero();
  }

  @Test
  void aReplicaWhoseFilesWereLostIsNeverMadeAgainAndAnotherOneIs() throws IOException {
    append(EPOCH, 0, entry("a", "1"));
    stop();
    Path lost = directory.resolve("rdomain-" + CHUNK.id());
    Files.delete(lost.resolve("data"));
    Files.delete(lost.resolve("info"));
    Files.delete(lost);

    start();
    TestProbe<ClaimReply> replies = testKit.createTestProbe();
    Claim claim =
        new Claim(COPY, new Epoch(9, 1), CHUNK, CopiesAt.first(EPOCH, new Copies(List.of(COPY))));
    // The first ones get no answer: it finds out that the files are lost, and keeps that in mind.
    ClaimReply reply = awaitAnswer(replies, () -> host.tell(new ClaimCopy(claim, replies.ref())));
    assertThat(reply.reply()).isInstanceOf(CopyGone.class);
    assertThat(claim(new ReplicaId(NODE, 1, 2), new Epoch(9, 1)).reply())
        .isInstanceOf(Granted.class);
  }

  @Test
  void aPromiseOfAChunkThatItDoesNotHaveStands() {
    assertThat(ask(Optional.of(new Epoch(5, 1))).promised()).isEqualTo(new Epoch(5, 1));

    restart();
    assertThat(ask(Optional.empty()).promised()).isEqualTo(new Epoch(5, 1));
    assertThat(claim(COPY, new Epoch(4, 1)).reply()).isInstanceOf(ClaimRefused.class);
  }

  @Test
  void aDamagedValueIsNotReturnedAndTheOthersAre() throws IOException {
    append(EPOCH, 0, entry("a", "the first"), entry("b", "the second"), entry("c", "the third"));
    damage("the second");

    start();
    ask(Optional.empty());
    assertThat(valuesOf("a")).containsExactly("the first");
    assertThat(read("b").status()).isEqualTo(ReadStatus.DAMAGED);
    assertThat(valuesOf("c")).containsExactly("the third");
    assertThat(published.get(CHUNK.id()).entries().isDamaged()).isTrue();
    append(new Epoch(4, 7), 3, entry("c", "the fourth"));
    assertThat(valuesOf("c")).containsExactly("the third", "the fourth");
  }

  @Test
  void whoseKeyIsLostMayBeUnderAnyKey() throws IOException {
    append(EPOCH, 0, entry("a", "the first"), entry("key of the second", "2"), entry("c", "3"));
    // The head, whose CRC covers the length of the key.
    damage("key of the second", -5);

    start();
    assertThat(ask(Optional.empty()).found()).isPresent();
    assertThat(published.get(CHUNK.id()).log().last()).isEqualTo(3);
    assertThat(read("a").status()).isEqualTo(ReadStatus.DAMAGED);
    assertThat(read("c").status()).isEqualTo(ReadStatus.DAMAGED);
    assertThat(published.get(CHUNK.id()).entries().read(3, 3, 1_000)).hasSize(1);
  }

  private void damage(String text) throws IOException {
    damage(text, 2);
  }

  /** Stops the node and flips bits in the data file, and the commit log does not know better. */
  private void damage(String text, int offset) throws IOException {
    stop();
    for (String log : List.of("commit-0", "commit-1")) {
      Files.deleteIfExists(directory.resolve(log));
    }
    Path data = directory.resolve("rdomain-" + CHUNK.id()).resolve("data");
    byte[] bytes = Files.readAllBytes(data);
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    int at = 0;
    while (!Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
      at++;
    }
    bytes[at + offset] ^= 0x10;
    Files.write(data, bytes);
  }
}
