package dev.ringo.ring;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The id of a chunk, {@code md5("<chunk number> <domain name>")}, and its place on the ring. */
public record ChunkId(RingPosition position) implements Comparable<ChunkId> {

  /** What the names of all chunks' directories begin with, as in Ringo. */
  public static final String DIRECTORY_PREFIX = "rdomain-";

  private static final int SHARD_BITS = 10;

  /** How many equal arcs the ring has. Frozen: chunks are found by it. */
  public static final int SHARDS = 1 << SHARD_BITS;

  public static ChunkId of(long chunk, DomainName domain) {
    byte[] number = (chunk + " ").getBytes(StandardCharsets.US_ASCII);
    byte[] name = domain.bytes();
    byte[] both = Arrays.copyOf(number, number.length + name.length);
    System.arraycopy(name, 0, both, number.length, name.length);
    return new ChunkId(RingPosition.md5(both));
  }

  /** The id given by 32 hex digits; anything else is an {@link IllegalArgumentException}. */
  public static ChunkId parse(String hex) {
    return new ChunkId(RingPosition.parse(hex));
  }

  /** The name of the directory of a copy of this chunk. */
  public String directoryName() {
    return DIRECTORY_PREFIX + this;
  }

  /** The arc that holds this chunk, 0 to 1,023. */
  public int shard() {
    return (int) (position.high() >>> (Long.SIZE - SHARD_BITS));
  }

  /** Where an arc begins. */
  public static RingPosition startOfShard(int shard) {
    return new RingPosition((long) shard << (Long.SIZE - SHARD_BITS), 0);
  }

  @Override
  public int compareTo(ChunkId other) {
    return position.compareTo(other.position);
  }

  /** 32 upper-case hex digits. */
  @Override
  public String toString() {
    return position.toString().toUpperCase(Locale.ROOT);
  }
}
