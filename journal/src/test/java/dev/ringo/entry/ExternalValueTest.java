package dev.ringo.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExternalValueTest {

  private static final IdempotencyKey KEY = IdempotencyKey.of(new byte[] {1, 2, 3});
  private static final EntryId ID = new EntryId(0x1234_0000_0ABCL);

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Described from pieces that do not fit the blocks. */
  private static ExternalValue describe(byte[] bytes) {
    ValueDigest digest = new ValueDigest();
    for (int at = 0; at < bytes.length; at += 100_003) {
      digest.add(ByteBuffer.wrap(bytes, at, Math.min(100_003, bytes.length - at)));
    }
    return digest.describe(ID);
  }

  private static EntryScan scan(ExternalValue value, byte[] firstNote) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(firstNote);
    bytes.writeBytes(value.note());
    bytes.writeBytes(value.frame(ID, new byte[] {7}));
    EntryScan scan = new EntryScan(bytes.toByteArray(), 0);
    assertThat(scan.next()).isTrue();
    return scan;
  }

  @Test
  void eachBlockIsKnownByItself() {
    for (int length : new int[] {1, 262_143, 262_144, 262_145, 1_000_000}) {
      byte[] bytes = random(length);
      ExternalValue value = describe(bytes);
      assertThat(value.length()).isEqualTo(length);
      for (int block = 0; block < value.blockCount(); block++) {
        int from = (int) value.startOf(block);
        byte[] part = Arrays.copyOfRange(bytes, from, from + value.lengthOf(block));
        assertThat(value.isBlock(block, part)).isTrue();
        part[part.length / 2] ^= 1;
        assertThat(value.isBlock(block, part)).isFalse();
        assertThat(value.isBlock(block, new byte[0])).isFalse();
      }
    }
  }

  @Test
  void itsNameIsTheIdAndTheCrc() {
    // CRC-32 of "123456789".
    ExternalValue value =
        describe("123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(value.name()).isEqualTo("value-123400000ABC-CBF43926");
  }

  @Test
  void anEntryTellsItsNotesApart() {
    ExternalValue value = describe(random(300_000));
    EntryScan scan = scan(value, KEY.note());
    assertThat(scan.idempotencyKey()).contains(KEY);
    assertThat(scan.externalValue().orElseThrow().name()).isEqualTo(value.name());
    assertThat(scan.storedBytes()).isEqualTo(scan.frame().length() + 300_000L);

    EntryScan read = new EntryScan(scan.forReader(), 0);
    assertThat(read.next()).isTrue();
    assertThat(read.hasIdempotencyKey()).isFalse();
    assertThat(read.externalValue().orElseThrow().description()).isEqualTo(value.description());
    assertThat(scan(value, new byte[0]).hasIdempotencyKey()).isFalse();
  }

  @Test
  void aDescriptionThatCannotBeIsDamage() {
    ExternalValue value = describe(random(300_000));
    byte[] link = value.link();
    byte[] description = value.description();
    assertThatThrownBy(() -> ExternalValue.of(Arrays.copyOf(link, 10), description))
        .isInstanceOf(DamagedEntryException.class);
    assertThatThrownBy(() -> ExternalValue.of(link, Arrays.copyOf(description, 16)))
        .isInstanceOf(DamagedEntryException.class);
    byte[] elsewhere = link.clone();
    System.arraycopy(
        "../../../etc/".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, elsewhere, 16, 13);
    assertThatThrownBy(() -> ExternalValue.of(elsewhere, description))
        .isInstanceOf(DamagedEntryException.class);
  }
}
