package dev.ringo.client;

import dev.ringo.ring.DomainName;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * In which sealed chunks keys are, for the keys that were asked for last: what is sealed never
 * changes. For many threads.
 */
final class KeyCache {

  /**
   * What is known of a key.
   *
   * @param chunks of the domain that were looked at, the first ones
   * @param with those of them that have the key, in rising order
   */
  record Known(long chunks, long[] with) {

    /** Is it known that a chunk does not have the key? */
    boolean isWithout(long number) {
      return number < chunks && Arrays.binarySearch(with, number) < 0;
    }
  }

  private record Key(DomainName domain, ByteBuffer key) {}

  private static final int MOST_KEY_BYTES = 256;
  private static final int MOST_CHUNKS = 16;

  private final Map<Key, Known> newestLast;

  /**
   * @param most keys to remember; 0 for none
   */
  KeyCache(int most) {
    newestLast =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > most;
          }
        };
  }

  synchronized Optional<Known> find(DomainName domain, byte[] key) {
    return Optional.ofNullable(newestLast.get(new Key(domain, ByteBuffer.wrap(key))));
  }

  /** Remembers what a get found out, unless that takes much. */
  synchronized void put(DomainName domain, byte[] key, Known known) {
    if (key.length > MOST_KEY_BYTES || known.with().length > MOST_CHUNKS) {
      return;
    }
    newestLast.put(new Key(domain, ByteBuffer.wrap(key.clone())), known);
  }
}
