package dev.ringo.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EntryScanTest {

  private static final IdempotencyKey KEY = IdempotencyKey.of(new byte[] {1, 2, 3});

  private static byte[] entry(long id) {
    return Frame.encode(new EntryId(id), 0, new byte[] {1}, new byte[] {2});
  }

  private static byte[] twoEntries() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(KEY.note());
    bytes.writeBytes(entry(1));
    bytes.writeBytes(entry(2));
    return bytes.toByteArray();
  }

  @Test
  void aNoteBelongsToTheEntryAfterIt() {
    EntryScan scan = new EntryScan(twoEntries(), 0);
    assertThat(scan.next()).isTrue();
    assertThat(scan.start()).isZero();
    assertThat(scan.frame().id()).isEqualTo(new EntryId(1));
    assertThat(scan.idempotencyKey()).contains(KEY);
    int end = scan.end();
    assertThat(scan.next()).isTrue();
    assertThat(scan.start()).isEqualTo(end);
    assertThat(scan.frame().id()).isEqualTo(new EntryId(2));
    assertThat(scan.idempotencyKey()).isEmpty();
    assertThat(scan.next()).isFalse();
  }

  @Test
  void anEntryThatIsCutIsDamaged() {
    byte[] bytes = twoEntries();
    EntryScan scan = new EntryScan(Arrays.copyOf(bytes, KEY.note().length), 0);
    assertThatThrownBy(scan::next).isInstanceOf(DamagedEntryException.class);
  }
}
