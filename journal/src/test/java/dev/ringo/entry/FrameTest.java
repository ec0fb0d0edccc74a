package dev.ringo.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameTest {

  /** Key "key", value "value", time 1,000,000,000, id 0xdeadbeef, flag 1; CRCs by Python's zlib. */
  private static final String KNOWN =
      "b566da47"
          + "89877559"
          + "00ca9a3b"
          + "efbeadde"
          + "01000000"
          + "a9ab908a"
          + "03000000"
          + "3458771d"
          + "05000000"
          + "6b6579"
          + "76616c7565"
          + "5d0fc5ac";

  private static final EntryId ID = EntryId.of(1_000_000_000, 0xdeadbeef);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void theBytesAreThoseOfRingosFormat() {
    byte[] frame = Frame.encode(ID, Frame.EXTERNAL, bytes("key"), bytes("value"));
    assertThat(HexFormat.of().formatHex(frame)).isEqualTo(KNOWN);
  }

  @Property
  void whatWasEncodedIsRead(
      @ForAll long id,
      @ForAll @IntRange(min = 0, max = 31) int flags,
      @ForAll @Size(max = 50) byte[] key,
      @ForAll @Size(max = 200) byte[] value,
      @ForAll @IntRange(min = 0, max = 9) int offset) {
    byte[] encoded = Frame.encode(new EntryId(id), flags, key, value);
    byte[] within = new byte[offset + encoded.length + 3];
    System.arraycopy(encoded, 0, within, offset, encoded.length);

    Frame frame = Frame.at(within, offset);
    assertThat(frame.id()).isEqualTo(new EntryId(id));
    assertThat(frame.length()).isEqualTo(encoded.length);
    assertThat(frame.key()).isEqualTo(key);
    assertThat(frame.value()).isEqualTo(value);
    assertThat(frame.hasKey(key)).isTrue();
    assertThat(frame.hasKey(Arrays.copyOf(key, key.length + 1))).isFalse();
    assertThat(frame.keyCrc()).isEqualTo(Frame.crcOfKey(key));
    for (int flag = 1; flag <= 16; flag *= 2) {
      assertThat(frame.has(flag)).isEqualTo((flags & flag) != 0);
    }
    assertThat(frame.endsEntry()).isEqualTo((flags & Frame.NOTE) == 0);
  }

  @Property
  void anyDamagedByteIsNoticed(
      @ForAll @Size(max = 20) byte[] key,
      @ForAll @Size(max = 20) byte[] value,
      @ForAll @IntRange(min = 1, max = 255) int damage) {
    byte[] frame = Frame.encode(ID, 0, key, value);
    for (int at = 0; at < frame.length; at++) {
      byte[] damaged = frame.clone();
      damaged[at] ^= (byte) damage;
      assertThatThrownBy(() -> readAll(damaged)).isInstanceOf(DamagedEntryException.class);
    }
  }

  @Property
  void anyCutIsNoticed(@ForAll @Size(max = 20) byte[] key, @ForAll @Size(max = 20) byte[] value) {
    byte[] frame = Frame.encode(ID, 0, key, value);
    for (int length = 0; length < frame.length; length++) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertThatThrownBy(() -> readAll(cut)).isInstanceOf(DamagedEntryException.class);
    }
  }

  private static void readAll(byte[] bytes) {
    Frame frame = Frame.at(bytes, 0);
    assertThat(frame.key().length + frame.value().length + Frame.OVERHEAD)
        .isEqualTo(frame.length());
  }
}
