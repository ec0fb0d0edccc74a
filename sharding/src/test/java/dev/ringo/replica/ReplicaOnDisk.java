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
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.LogPosition;
import dev.ringo.replication.Protocol.Accepted;
import dev.ringo.replication.Protocol.Append;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.ReplicaId;
import dev.ringo.replication.Survey;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.RingPosition;
import dev.ringo.value.LocalValues;
import dev.ringo.value.ValueFiles;
import dev.ringo.value.ValueHost;
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
import org.junit.jupiter.api.io.TempDir;

/** The replicas of a node on disk, which can be stopped, damaged and started again. */
abstract class ReplicaOnDisk {

  static final Duration LIMIT = Duration.ofSeconds(60);
  static final NodeId NODE = new NodeId(new RingPosition(1, 0));
  static final NodeStore STORE = new NodeStore(NODE, 1, true);
  static final ReplicaId COPY = new ReplicaId(NODE, 1, 1);
  static final ChunkInfo CHUNK = new ChunkInfo(DomainName.of("d"), 0, 2, false, false, 1);
  static final Epoch EPOCH = new Epoch(3, 7);

  @TempDir Path directory;

  ActorTestKit testKit;
  NavigableMap<ChunkId, PublishedCopy> published;
  ActorRef<ReplicaHost.Command> host;
  ValueFiles files;
  TestProbe<ValueHost.Command> valueHost;

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
    files = new ValueFiles(directory);
    valueHost = testKit.createTestProbe();
    Optional<LocalValues> values = Optional.of(new LocalValues(files, valueHost.ref()));
    host =
        testKit.spawn(
            ReplicaHost.create(
                STORE, published, Set.of(), doubted, new StorageLimit(1_000_000, true), values));
  }

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  void restart() {
    stop();
    start();
  }

  ClaimReply claim(ReplicaId copy, Epoch epoch) {
    TestProbe<ClaimReply> replies = testKit.createTestProbe();
    Claim claim = new Claim(copy, epoch, CHUNK, CopiesAt.first(epoch, new Copies(List.of(copy))));
    // Right after its start a host does not know yet what it promised, and says nothing.
    return awaitAnswer(replies, () -> host.tell(new ClaimCopy(claim, replies.ref())));
  }

  Survey.Answer ask(Optional<Epoch> creation) {
    TestProbe<ReplicaHost.Answered> answers = testKit.createTestProbe();
    return awaitAnswer(
            answers, () -> host.tell(new AskForCopy(CHUNK.id(), 1, creation, answers.ref())))
        .answer();
  }

  static <T> T awaitAnswer(TestProbe<T> probe, Runnable ask) {
    return probe.awaitAssert(
        LIMIT,
        () -> {
          ask.run();
          return probe.receiveMessage(Duration.ofMillis(500));
        });
  }

  static byte[] entry(String key, String value) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return Frame.encode(EntryId.at(1_000), 0, bytes, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends some entries after others, each an event of its own. */
  void append(Epoch epoch, long previous, byte[]... entries) {
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

  ReadReply read(String key) {
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

  List<String> valuesOf(String key) {
    ReadReply reply = read(key);
    assertThat(reply.status()).isEqualTo(ReadStatus.OK);
    return reply.frames().stream()
        .map(frame -> new String(Frame.at(frame, 0).value(), StandardCharsets.UTF_8))
        .toList();
  }

  void damage(String text) throws IOException {
    damage(text, 2);
  }

  /** Stops the node and flips bits in the data file, and the commit log does not know better. */
  void damage(String text, int offset) throws IOException {
    stop();
    deleteCommitLog();
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

  void deleteCommitLog() throws IOException {
    for (String log : List.of("commit-0", "commit-1")) {
      Files.deleteIfExists(directory.resolve(log));
    }
  }
}
