package dev.ringo.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.Frame;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.ReplicaId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeId;
import dev.ringo.ring.RingPosition;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is written over damage is what was there before it, byte for byte. */
final class RepairTest {

  private static final Epoch EPOCH = new Epoch(1, 1);
  private static final ReplicaId HERE = replica(1);
  private static final ReplicaId THERE = replica(2);
  private static final ChunkInfo CHUNK = new ChunkInfo(DomainName.of("d"), 0, 2, false, false, 1);
  private static final byte[] BETWEEN_BATCHES = new byte[90];

  private static ReplicaId replica(long node) {
    return new ReplicaId(new NodeId(new RingPosition(node, 0)), 1, 1);
  }

  /** A file's bytes, which may be damaged. */
  private record Image(byte[] bytes) implements EntryStore {

    @Override
    public long add(Batch batch, long written) {
      return written;
    }

    @Override
    public Reader reader(int ahead) {
      return place -> {
        int end = (int) place;
        Frame frame;
        do {
          frame = Frame.at(bytes, end);
          end += frame.length();
        } while (!frame.endsEntry());
        return new EntryScan(bytes, (int) place);
      };
    }

    @Override
    public void close() {}
  }

  /** Some batches of entries, as a file has them. */
  private static List<Batch> batches(Random random) {
    List<Batch> batches = new ArrayList<>();
    long next = 1;
    for (int i = 0; i < 4; i++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int count = 1 + random.nextInt(6);
      for (int entry = 0; entry < count; entry++) {
        if (random.nextInt(4) == 0) {
          bytes.writeBytes(
              Frame.encode(new EntryId(0), Frame.SKIP | Frame.NOTE, new byte[0], new byte[16]));
        }
        byte[] value = new byte[random.nextInt(100)];
        random.nextBytes(value);
        bytes.writeBytes(Frame.encode(new EntryId(7L << 32), 0, new byte[] {(byte) i, 2}, value));
      }
      batches.add(new Batch(EPOCH, next, count, Batch.Kind.DATA, bytes.toByteArray()));
      next += count;
    }
    return batches;
  }

  private static byte[] fileOf(List<Batch> batches) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (Batch batch : batches) {
      file.writeBytes(batch.bytes());
      file.writeBytes(BETWEEN_BATCHES);
    }
    return file.toByteArray();
  }

  /** As a node does at its start, from a file. */
  private static StoredLog read(List<Batch> written, byte[] file) {
    StoredLog log = new StoredLog(new Image(file), true);
    int place = 0;
    for (Batch batch : written) {
      int end = place + batch.bytes().length;
      byte[] found = Arrays.copyOfRange(file, place, end);
      log.add(new Batch(EPOCH, batch.first(), batch.count(), batch.kind(), found), place);
      log.check(batch.first(), batch.last());
      place = end + BETWEEN_BATCHES.length;
    }
    return log;
  }

  @Property(tries = 2000)
  void whateverBytesOfEntriesAreDamagedTheFileIsAsItWasAfterwards(@ForAll long seed) {
    Random random = new Random(seed);
    List<Batch> batches = batches(random);
    byte[] whole = fileOf(batches);
    byte[] file = whole.clone();
    StoredLog intact = read(batches, whole);
    for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
      Batch batch = batches.get(random.nextInt(batches.size()));
      int at = (int) intact.placeOf(batch.first()) + random.nextInt(batch.bytes().length);
      file[at] ^= (byte) (1 + random.nextInt(255));
    }
    long last = batches.get(batches.size() - 1).last();
    for (int round = 0; round < 2; round++) {
      // Anew when the gaps are mended: there may be damage between them that was not seen before.
      StoredLog log = read(batches, file);
      PublishedCopy copy = copy(log, last);
      for (long index : log.damage().entries()) {
        mend(Repair.entry(copy, index, List.of(THERE)), intact, file);
      }
      for (Damage.Gap gap : log.damage().gaps()) {
        mend(Repair.gap(copy, gap, List.of(THERE)), intact, file);
      }
    }
    assertThat(file).isEqualTo(whole);
    assertThat(read(batches, file).isDamaged()).isFalse();
  }

  private static PublishedCopy copy(StoredLog log, long last) {
    CopiesAt copies = CopiesAt.first(EPOCH, new Copies(List.of(HERE, THERE)));
    EpochRuns runs = EpochRuns.EMPTY.plus(EPOCH, last);
    return new PublishedCopy(HERE, CHUNK, copies, EPOCH, runs, 0, 0, false, false, log);
  }

  private static void mend(Repair repair, StoredLog source, byte[] file) {
    while (repair.next() <= repair.last()) {
      assertThat(repair.take(source.read(repair.next(), repair.last(), 100))).isTrue();
    }
    byte[] after = repair.bytes();
    System.arraycopy(after, 0, file, (int) repair.place(), after.length);
  }

  /** Not from another log, not of another length. */
  @Test
  void whatDoesNotBelongThereIsNotTaken() {
    List<Batch> batches = batches(new Random(3));
    byte[] file = fileOf(batches);
    file[4] ^= 1;
    StoredLog log = read(batches, file);
    assertThat(log.damage().gaps()).hasSize(1);
    PublishedCopy copy = copy(log, batches.get(3).last());
    Repair repair = Repair.gap(copy, log.damage().gaps().get(0), List.of(THERE));
    byte[] longer = Frame.encode(new EntryId(1), 0, new byte[2], new byte[300]);
    assertThat(repair.take(List.of(new Batch(EPOCH, 1, 1, Batch.Kind.DATA, longer)))).isFalse();
    Batch first = batches.get(0).between(1, 1);
    Batch foreign = new Batch(new Epoch(2, 1), 1, 1, Batch.Kind.DATA, first.bytes());
    repair.sourceFailed();
    assertThat(repair.take(List.of(foreign))).isFalse();
    assertThat(repair.take(List.of())).isFalse();
    assertThat(repair.source()).isEmpty();
    assertThat(repair.take(List.of(first))).isTrue();
  }
}
