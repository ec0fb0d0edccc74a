package dev.ringo.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How an entry is put.
 *
 * @param idempotencyKey 1 to 128 bytes: a put that repeats it within 10 minutes, through whichever
 *     client, stores nothing and gets the first one's answer
 * @param timeout how long the caller waits, retries included
 */
public record PutOptions(Ack ack, Optional<String> idempotencyKey, Duration timeout) {

  public static final int MAX_IDEMPOTENCY_KEY_BYTES = 128;

  /** How many copies have to hold the entry before it is acknowledged. */
  public enum Ack {
    MAJORITY,
    ALL
  }

  public static PutOptions within(Duration timeout) {
    return new PutOptions(Ack.MAJORITY, Optional.empty(), timeout);
  }

  public PutOptions withAck(Ack newAck) {
    return new PutOptions(newAck, idempotencyKey, timeout);
  }

  public PutOptions withTimeout(Duration newTimeout) {
    return new PutOptions(ack, idempotencyKey, newTimeout);
  }

  public PutOptions withIdempotencyKey(String newKey) {
    return new PutOptions(ack, Optional.of(newKey), timeout);
  }
}
