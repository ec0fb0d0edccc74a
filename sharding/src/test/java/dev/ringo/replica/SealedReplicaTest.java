package dev.ringo.replica;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import dev.ringo.replica.CopyReader.ReadStatus;
import dev.ringo.replica.Replica.AppendReply;
import dev.ringo.replica.ReplicaHost.DropCopy;
import dev.ringo.replication.Batch;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.LogPosition;
import dev.ringo.replication.Protocol.Accepted;
import dev.ringo.replication.Protocol.Append;
import dev.ringo.replication.ReplicaId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What a replica on disk makes of a chunk that is sealed, and what is left of it at a start. */
final class SealedReplicaTest extends ReplicaOnDisk {

  private static final byte[] SEAL = mark(Frame.SEAL);
  private static final byte[] NEXT = mark(Frame.NEXT);

  private static byte[] mark(int flag) {
    return Frame.encode(new EntryId(0), Frame.SKIP | flag, new byte[0], new byte[0]);
  }

  private Path file(String name) {
    return directory.resolve("rdomain-" + CHUNK.id()).resolve(name);
  }

  private PublishedCopy copy() {
    return published.get(CHUNK.id());
  }

  private void await(BooleanSupplier condition) {
    testKit
        .createTestProbe()
        .awaitAssert(
            LIMIT,
            () -> {
              assertThat(condition.getAsBoolean()).isTrue();
              return null;
            });
  }

  /** Some entries and the seal, and the word that all is committed. */
  private void seal() {
    append(EPOCH, 0, entry("a", "the first"), entry("b", "the second"), entry("a", "the third"));
    TestProbe<AppendReply> replies = testKit.createTestProbe();
    var replica = claim(COPY, EPOCH).replica();
    Batch seal = new Batch(EPOCH, 4, 1, Batch.Kind.SEAL, SEAL);
    LogPosition third = new LogPosition(EPOCH, 3);
    Batch next = new Batch(EPOCH, 5, 1, Batch.Kind.NEXT, NEXT);
    replica.tell(
        new Replica.Append(new Append(EPOCH, third, List.of(seal, next), 4), replies.ref()));
    assertThat(replies.receiveMessage(LIMIT).reply()).isInstanceOf(Accepted.class);
    assertThat(copy().isClosed()).isFalse();
    LogPosition fifth = new LogPosition(EPOCH, 5);
    replica.tell(new Replica.Append(new Append(EPOCH, fifth, List.of(), 5), replies.ref()));
    await(() -> copy().isClosed() && isInFile());
    await(() -> Files.exists(file("end")));
  }

  private boolean isInFile() {
    return copy().entries().indexInMemory().isEmpty();
  }

  private void checkContents() {
    assertThat(valuesOf("a")).containsExactly("the first", "the third");
    assertThat(valuesOf("b")).containsExactly("the second");
    assertThat(valuesOf("none")).isEmpty();
    assertThat(copy().entries().entries()).isEqualTo(3);
    assertThat(copy().entries().read(1, 5, 10_000)).hasSize(3);
    assertThat(copy().chunks()).isEqualTo(2);
  }

  @Test
  void itsIndexIsInAFileAndAStartDoesNotReadItsEntries() throws IOException {
    seal();
    checkContents();
    byte[] before = Files.readAllBytes(file("data"));
    // What a start would report if it read it.
    damage("the first");
    start();
    ask(Optional.empty());
    assertThat(copy().isClosed()).isTrue();
    assertThat(isInFile()).isTrue();
    assertThat(copy().entries().isDamaged()).isFalse();
    assertThat(read("a").status()).isEqualTo(ReadStatus.DAMAGED);
    Files.write(file("data"), before);
    checkContents();
  }

  @Test
  void itTakesBarriersAfterTheSealAndHasThemAtTheNextStart() {
    seal();
    for (int i = 1; i <= 3; i++) {
      Epoch later = new Epoch(3 + i, 7);
      TestProbe<AppendReply> replies = testKit.createTestProbe();
      var replica = claim(COPY, later).replica();
      Batch entry = new Batch(later, 5 + i, 1, Batch.Kind.NEXT, NEXT);
      Epoch before = i == 1 ? EPOCH : new Epoch(2 + i, 7);
      LogPosition at = new LogPosition(before, 4 + i);
      replica.tell(new Replica.Append(new Append(later, at, List.of(entry), 5), replies.ref()));
      assertThat(replies.receiveMessage(LIMIT).reply()).isInstanceOf(Accepted.class);
      restart();
      assertThat(ask(Optional.empty()).found().orElseThrow().promised()).isEqualTo(later);
      assertThat(copy().log().last()).isEqualTo(5 + i);
      assertThat(copy().entries().read(5 + i, 5 + i, 1_000)).hasSize(1);
      assertThat(valuesOf("a")).containsExactly("the first", "the third");
    }
  }

  @Test
  void aLostIndexIsMadeAnew() throws IOException {
    seal();
    stop();
    Files.delete(file("index"));
    start();
    ask(Optional.empty());
    await(() -> Files.exists(file("index")) && isInFile());
    checkContents();
  }

  @Test
  void aDamagedIndexIsFoundWhenItIsAskedAndMadeAnew() throws IOException {
    seal();
    stop();
    byte[] index = Files.readAllBytes(file("index"));
    index[index.length - 3] ^= 1;
    Files.write(file("index"), index);
    start();
    ask(Optional.empty());
    assertThat(read("a").status()).isEqualTo(ReadStatus.DAMAGED);
    await(() -> copy() != null && isInFile() && read("a").status() == ReadStatus.OK);
    checkContents();
  }

  @Test
  void withoutItsSnapshotOrTheNoteOfItsEndItIsReadFromItsEvents() throws IOException {
    seal();
    for (String damaged : List.of("snapshot", "end")) {
      stop();
      try (var files = Files.list(file("data").getParent())) {
        for (Path one : files.toList()) {
          if (one.getFileName().toString().startsWith(damaged)) {
            Files.write(one, new byte[] {1, 2, 3});
          }
        }
      }
      start();
      ask(Optional.empty());
      await(() -> copy().isClosed() && isInFile());
      checkContents();
    }
  }

  @Test
  void anotherReplicaOfTheChunkStartsWithNothingOfTheDroppedOne() {
    seal();
    host.tell(new DropCopy(COPY, CHUNK.id(), EPOCH));
    await(() -> published.isEmpty() && !Files.exists(file("index")));
    restart();
    claim(new ReplicaId(NODE, 1, 2), new Epoch(5, 1));
    assertThat(copy().log().last()).isZero();
    assertThat(copy().isClosed()).isFalse();
    restart();
    ask(Optional.empty());
    assertThat(copy().log().last()).isZero();
  }
}
