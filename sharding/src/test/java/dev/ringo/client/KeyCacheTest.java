package dev.ringo.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.ring.DomainName;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class KeyCacheTest {

  private static final DomainName DOMAIN = DomainName.of("d");

  private static byte[] key(int number) {
    return ("k" + number).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void itKnowsWhichOfTheChunksItWasToldOfAreWithoutAKey() {
    KeyCache cache = new KeyCache(10);
    cache.put(DOMAIN, key(1), new KeyCache.Known(5, new long[] {1, 3}));
    KeyCache.Known known = cache.find(DOMAIN, key(1)).orElseThrow();
    assertThat(known.isWithout(0)).isTrue();
    assertThat(known.isWithout(1)).isFalse();
    assertThat(known.isWithout(3)).isFalse();
    assertThat(known.isWithout(4)).isTrue();
    assertThat(known.isWithout(5)).isFalse();
    assertThat(cache.find(DOMAIN, key(2))).isEmpty();
    assertThat(cache.find(DomainName.of("e"), key(1))).isEmpty();
  }

  @Test
  void itForgetsTheKeyThatWasNotAskedForLongest() {
    KeyCache cache = new KeyCache(2);
    cache.put(DOMAIN, key(1), new KeyCache.Known(1, new long[0]));
    cache.put(DOMAIN, key(2), new KeyCache.Known(1, new long[0]));
    assertThat(cache.find(DOMAIN, key(1))).isPresent();
    cache.put(DOMAIN, key(3), new KeyCache.Known(1, new long[0]));
    assertThat(cache.find(DOMAIN, key(2))).isEmpty();
    assertThat(cache.find(DOMAIN, key(1))).isPresent();
  }
}
