package dev.ringo.replication;

import static dev.ringo.replication.Scripts.A;
import static dev.ringo.replication.Scripts.B;
import static dev.ringo.replication.Scripts.at;
import static dev.ringo.replication.Scripts.data;
import static dev.ringo.replication.Scripts.epoch;
import static dev.ringo.replication.Scripts.frames;
import static dev.ringo.replication.Scripts.listed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.entry.IdempotencyKey;
import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchTest {

  @Property
  void aPartHasJustItsEntries(
      @ForAll @IntRange(min = 1, max = 9) int count,
      @ForAll @IntRange(min = 0, max = 8) int from,
      @ForAll @IntRange(min = 0, max = 8) int to) {
    int start = Math.min(from, to) % count;
    int end = Math.max(start, Math.min(Math.max(from, to), count - 1));
    Batch part = data(3, 100, count).between(100 + start, 100 + end);
    assertThat(part.first()).isEqualTo(100 + start);
    assertThat(part.last()).isEqualTo(100 + end);
    assertThat(part.bytes()).isEqualTo(frames(100 + start, end - start + 1));
    assertThat(part.epoch()).isEqualTo(epoch(3));
  }

  @Test
  void notesGoWithTheEntryTheyBelongTo() {
    byte[] note = IdempotencyKey.of(new byte[] {7}).note();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(frames(1, 1));
    bytes.writeBytes(note);
    bytes.writeBytes(frames(2, 1));
    Batch batch = new Batch(epoch(1), 1, 2, Batch.Kind.DATA, bytes.toByteArray());
    assertThat(batch.from(2).bytes()).hasSize(note.length + frames(2, 1).length);
    assertThat(batch.between(1, 1).bytes()).isEqualTo(frames(1, 1));
    assertThat(batch.from(1)).isSameAs(batch);
  }

  @Test
  void batchesThatFollowEachOtherAreJoined() {
    Batch joined = Batch.join(List.of(data(1, 1, 2), data(1, 3, 1), data(1, 4, 3)));
    assertThat(joined.last()).isEqualTo(6);
    assertThat(joined.bytes()).isEqualTo(frames(1, 6));
  }

  @Test
  void onlyDataOfOneEpochThatFollowsIsJoined() {
    Batch batch = data(1, 1, 2);
    assertThat(batch.joins(data(1, 3, 1))).isTrue();
    assertThat(batch.joins(data(1, 4, 1))).isFalse();
    assertThat(batch.joins(data(2, 3, 1))).isFalse();
    assertThat(batch.joins(Batch.copies(listed(1, 3, A)))).isFalse();
    assertThat(Batch.barrier(listed(1, 1, A)).joins(data(1, 2, 1))).isFalse();
  }

  @Test
  void aListOfCopiesSurvivesTheFrame() {
    CopiesAt list = new CopiesAt(at(4, 9), new Copies(List.of(B, A)), 5);
    assertThat(Batch.copies(list).copies()).isEqualTo(list);
    assertThat(Batch.barrier(list).copies()).isEqualTo(list);
  }
}
