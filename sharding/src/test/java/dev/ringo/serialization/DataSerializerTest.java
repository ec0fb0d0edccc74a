package dev.ringo.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.serialization.ByteBufferSerializer;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import com.typesafe.config.ConfigFactory;
import dev.ringo.domain.DomainEntity;
import dev.ringo.domain.DomainEntity.CreateDomain;
import dev.ringo.domain.DomainEntity.CreateReply;
import dev.ringo.domain.DomainEntity.CreateStatus;
import dev.ringo.domain.DomainEntity.PutStatus;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.ExternalValue;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.entry.ValueDigest;
import dev.ringo.replica.CopyReader;
import dev.ringo.replica.PersistedEvent;
import dev.ringo.replica.Replica;
import dev.ringo.replica.ReplicaHost;
import dev.ringo.replica.ReplicaHost.CopyList;
import dev.ringo.replica.StoreHealth;
import dev.ringo.replica.StoredLog.Identity;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkEnd;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.LogPosition;
import dev.ringo.replication.Protocol;
import dev.ringo.replication.ReplicaId;
import dev.ringo.replication.ReplicaLog;
import dev.ringo.replication.Survey;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.NodeName;
import dev.ringo.value.ValueHost;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message that travels between nodes comes out as it went in. */
final class DataSerializerTest {

  private static final ActorTestKit TESTKIT =
      ActorTestKit.create(
          ConfigFactory.parseString(
                  "akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }")
              .withFallback(ConfigFactory.parseResources("ringo-cluster.conf"))
              .withFallback(ConfigFactory.load()));

  private static final Serialization SERIALIZATION =
      SerializationExtension.get(akka.actor.typed.javadsl.Adapter.toClassic(TESTKIT.system()));

  @AfterAll
  static void stop() {
    TESTKIT.shutdownTestKit();
  }

  private static <T> ActorRef<T> ref() {
    return TESTKIT.<T>createTestProbe().getRef();
  }

  static Stream<Object> messages() {
    DomainName domain = DomainName.of("d\u00fcne/1");
    ChunkInfo info = new ChunkInfo(domain, 3, 2, true, false, -5);
    ChunkId chunk = info.id();
    Epoch epoch = new Epoch(7, -9);
    ReplicaId replica = new ReplicaId(NodeId.random(), -1, 3);
    LogPosition position = new LogPosition(epoch, 12);
    CopiesAt copies = new CopiesAt(position, new Copies(List.of(replica)), 4);
    EpochRuns log = EpochRuns.EMPTY.plus(new Epoch(1, 2), 3).plus(epoch, 4);
    Batch batch = new Batch(epoch, 5, 2, Batch.Kind.COPIES, new byte[] {1, 2, 3});
    NodeName node = new NodeName(NodeId.random(), "host.example");
    IdempotencyKey key = IdempotencyKey.of(new byte[] {1});
    return Stream.of(
        new Replica.Append(new Protocol.Append(epoch, position, List.of(batch), 3), ref()),
        new Replica.AppendReply(new Protocol.Accepted(epoch, 4, 3, true)),
        new Replica.AppendReply(new Protocol.Mismatch(epoch, log)),
        new Replica.AppendReply(new Protocol.AppendRefused(epoch, epoch)),
        new Replica.AppendReply(new Protocol.NoRoom(epoch)),
        new Replica.ClaimReply(
            new Protocol.Granted(epoch, log, copies, 2, new ChunkEnd(3, 4)), ref()),
        new Replica.ClaimReply(new Protocol.ClaimRefused(epoch, Epoch.NONE), ref()),
        new CopyReader.ConfirmEpoch(replica, chunk, new Protocol.Confirm(epoch, 8), ref()),
        new CopyReader.EpochConfirmed(new Protocol.Confirmed(epoch, 8)),
        new CopyReader.Read(Optional.of(replica), chunk, new byte[] {4}, 1, -1, 9, 8, 6, 77, ref()),
        new CopyReader.Read(Optional.empty(), chunk, new byte[] {4}, 1, -1, 9, 8, 6, 77, ref()),
        new CopyReader.ReadReply(
            77, CopyReader.ReadStatus.DAMAGED, List.of(new byte[] {5}, new byte[0]), 6, 9, 2),
        new CopyReader.Fetch(replica, chunk, 1, 2, ref()),
        new CopyReader.Fetched(List.of(batch)),
        new CopyReader.Identify(Optional.of(replica), chunk, 1, 2, 3, 4, ref()),
        new CopyReader.Identified(
            chunk,
            List.of(
                new Identity(1, new EntryId(-3), -7, Optional.of(key)),
                new Identity(2, new EntryId(3), 7, Optional.empty())),
            1,
            99,
            2,
            7),
        new DomainEntity.PutBatch(5, chunk, true, new byte[] {1, 2}, ref()),
        new DomainEntity.PutReply(
            5, node, new PutStatus[] {PutStatus.STORED, PutStatus.FULL}, new long[] {4, 5}, 6, 7),
        new DomainEntity.GetKey(5, chunk, new byte[] {7}, 1, 2, 3, 4, ref()),
        new PersistedEvent(new ReplicaLog.Appended(4, List.of(batch))),
        new PersistedEvent(new ReplicaLog.Claimed(replica, epoch, info, copies)),
        new PersistedEvent(new ReplicaLog.Closed(new ChunkEnd(8, 9))),
        new CreateDomain(5, info, ref()),
        new CreateReply(5, CreateStatus.EXISTS, node, 3),
        new ReplicaHost.AskForCopy(chunk, 4, Optional.of(epoch), ref()),
        new ReplicaHost.Answered(
            4,
            new Survey.Answer(
                replica, Optional.of(new Survey.Found(info, copies, epoch)), Epoch.NONE)),
        new ReplicaHost.ClaimCopy(new Protocol.Claim(replica, epoch, info, copies), ref()),
        new ReplicaHost.DropCopy(replica, chunk, epoch),
        new DomainEntity.LookAfter(chunk, replica, epoch, log),
        new ReplicaHost.ListCopies(Optional.empty(), Optional.of(chunk), ref()),
        new CopyList(
            List.of(new CopyList.Copy(info, true, 3, true, false, 4, 5, epoch, 6, 7)), true),
        new DomainEntity.AskForNodes(5, chunk, ref()),
        new DomainEntity.CopiesOn(
            5, Optional.of(PutStatus.NO_COPY), List.of(NodeId.random(), NodeId.random()), 4),
        new ValueHost.ReadBlock(chunk, "value-1-2", 3, 4, -5, ref()),
        new ValueHost.BlockRead(-5, new byte[] {1, 2}),
        new ValueHost.Pull(chunk, external(), List.of(NodeId.random()), ref()),
        new ValueHost.Pulled(NodeId.random(), chunk, "value-1-2", ValueHost.Outcome.NO_ROOM),
        new ValueHost.Check(chunk, external(), ref()),
        new ValueHost.Checked(chunk, "value-1-2", ValueHost.State.MENDED),
        new ReplicaHost.AskForFigures(ref()),
        new ReplicaHost.Figures(
            1, 2, 3, 4, 5, new StoreHealth.Report(Optional.of("full"), 6, 7, 8, 9, 10, 11)));
  }

  private static ExternalValue external() {
    ValueDigest digest = new ValueDigest();
    digest.add(ByteBuffer.wrap(new byte[600_000]));
    return digest.describe(new EntryId(77));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageComesOutAsItWentIn(Object message) throws Exception {
    SerializerWithStringManifest serializer =
        (SerializerWithStringManifest) SERIALIZATION.serializerFor(message.getClass());
    byte[] bytes = SERIALIZATION.serialize(message).get();
    Object read =
        SERIALIZATION
            .deserialize(bytes, serializer.identifier(), serializer.manifest(message))
            .get();
    assertThat(read).usingRecursiveComparison().isEqualTo(message);
    if (serializer instanceof ByteBufferSerializer buffered) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(10_000);
      buffered.toBinary(message, buffer);
      buffer.flip();
      assertThat(buffered.fromBinary(buffer, serializer.manifest(message)))
          .usingRecursiveComparison()
          .isEqualTo(message);
    }
  }

  @Test
  void aLengthBeyondTheMessageIsRefusedBeforeMemoryIsTakenForIt() {
    byte[] lengthOnly = ByteBuffer.allocate(4).putInt(0xffffff7f).array();
    assertThatThrownBy(() -> SERIALIZATION.deserialize(lengthOnly, 7464, "F").get())
        .hasMessageContaining("bytes are left");
  }
}
