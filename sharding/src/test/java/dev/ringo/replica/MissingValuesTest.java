package dev.ringo.replica;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.ExternalValue;
import dev.ringo.entry.ValueDigest;
import dev.ringo.replica.Replica.AppendReply;
import dev.ringo.replica.ReplicaHost.DropCopy;
import dev.ringo.replication.Batch;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.LogPosition;
import dev.ringo.replication.Protocol.Accepted;
import dev.ringo.replication.Protocol.Append;
import dev.ringo.replication.Protocol.Granted;
import dev.ringo.value.ValueHost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A copy and values in files of their own. */
final class MissingValuesTest extends ReplicaOnDisk {

  @Test
  void anEntryIsTakenWhenItsValueIsHere() throws IOException {
    ValueDigest digest = new ValueDigest();
    byte[] bytes = new byte[300_000];
    digest.add(ByteBuffer.wrap(bytes));
    ExternalValue value = digest.describe(EntryId.at(1_000));
    byte[] frame = value.frame(EntryId.at(1_000), new byte[] {'a'});
    byte[] entry = Arrays.copyOf(value.note(), value.note().length + frame.length);
    System.arraycopy(frame, 0, entry, value.note().length, frame.length);

    TestProbe<AppendReply> replies = testKit.createTestProbe();
    ActorRef<Replica.Append> replica = claim(COPY, EPOCH).replica();
    Batch batch = new Batch(EPOCH, 1, 1, Batch.Kind.DATA, entry);
    Append append = new Append(EPOCH, new LogPosition(Epoch.NONE, 0), List.of(batch), 0);
    replica.tell(new Replica.Append(append, replies.ref()));
    ValueHost.Pull pull = (ValueHost.Pull) valueHost.receiveMessage(LIMIT);
    assertThat(pull.from()).containsExactly(NODE);

    // Sent again, it does not wait for a second pull; and claims are answered meanwhile.
    replica.tell(new Replica.Append(append, replies.ref()));
    assertThat(claim(COPY, EPOCH).reply()).isInstanceOf(Granted.class);
    replies.expectNoMessage(Duration.ofMillis(1));
    valueHost.expectNoMessage(Duration.ofMillis(1));
    assertThat(published.get(CHUNK.id()).log().last()).isZero();

    Files.write(directory.resolve("rdomain-" + CHUNK.id()).resolve(value.name()), bytes);
    pull.replyTo()
        .tell(new ValueHost.Pulled(NODE, CHUNK.id(), value.name(), ValueHost.Outcome.WHOLE));
    assertThat(replies.receiveMessage(LIMIT).reply()).isInstanceOf(Accepted.class);
    assertThat(published.get(CHUNK.id()).entries().entryBytes()).isEqualTo(frame.length + 300_000L);

    restart();
    ask(Optional.empty());
    EntryScan found = new EntryScan(read("a").frames().get(0), 0);
    assertThat(found.next()).isTrue();
    assertThat(found.externalValue().orElseThrow().name()).isEqualTo(value.name());

    host.tell(new DropCopy(COPY, CHUNK.id(), EPOCH));
    testKit
        .createTestProbe()
        .awaitAssert(
            LIMIT,
            () -> {
              assertThat(files.holds(CHUNK.id(), value)).isFalse();
              return null;
            });
  }
}
