package dev.ringo.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrameCorrectionTest {

  private static byte[] frame(Random random, int flags) {
    byte[] key = new byte[random.nextInt(20)];
    byte[] value = new byte[random.nextInt(300)];
    random.nextBytes(key);
    random.nextBytes(value);
    return Frame.encode(new EntryId(0), flags, key, value);
  }

  /** Every byte of the frame, whatever it is changed to. */
  @Test
  void whicheverByteIsWrongItIsFound() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      byte[] whole = frame(random, Frame.SKIP | Frame.TRAILER);
      for (int at = 0; at < whole.length; at++) {
        byte[] damaged = Arrays.copyOf(whole, whole.length + 50);
        damaged[at] ^= (byte) (1 + random.nextInt(255));
        assertThat(FrameCorrection.of(damaged)).hasValue(whole);
      }
    }
  }

  /** A CRC cannot tell everything: of two wrong bytes, one in some 10,000 frames looks like one. */
  @Test
  void ofMoreDamageHardlyEverSomethingWrongIsMade() {
    int wrong = 0;
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] whole = frame(random, Frame.SKIP | Frame.BARRIER);
      byte[] damaged = whole.clone();
      int first = random.nextInt(damaged.length);
      int second = (first + 1 + random.nextInt(damaged.length - 1)) % damaged.length;
      damaged[first] ^= (byte) (1 + random.nextInt(255));
      damaged[second] ^= (byte) (1 + random.nextInt(255));
      byte[] found = FrameCorrection.of(damaged).orElse(whole);
      wrong += Arrays.equals(found, whole) ? 0 : 1;
    }
    assertThat(wrong).isLessThanOrEqualTo(2);
  }

  @Test
  void usersDataIsLeftToThoseWhoHaveItAsItWas() {
    byte[] damaged = frame(new Random(1), 0);
    damaged[60] ^= 1;
    assertThat(FrameCorrection.of(damaged)).isEmpty();
  }

  @Test
  void whatIsIntactHasNothingToBeMended() {
    assertThat(FrameCorrection.of(frame(new Random(1), Frame.SKIP))).isEmpty();
    assertThat(FrameCorrection.of(new byte[100])).isEmpty();
    assertThat(FrameCorrection.of(new byte[3])).isEmpty();
  }
}
