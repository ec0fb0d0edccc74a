package dev.ringo.client;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The settings of the client, from {@code ringo.client} and what it shares with the stores; the
 * comments in {@code reference.conf} say what each does.
 */
record ClientSettings(
    int replicas,
    ValueLimits values,
    Duration attemptTimeout,
    Duration attemptTimeoutAfterLoss,
    Duration retryAfter,
    int batchBytes,
    long maxQueuedBytes,
    int maxOutstanding,
    long maxReplyBytes) {

  /** Reads {@code ringo}. */
  static ClientSettings from(Config ringo) {
    Config client = ringo.getConfig("client");
    return new ClientSettings(
        ringo.getInt("domain.replicas"),
        ValueLimits.from(ringo),
        client.getDuration("attempt-timeout"),
        client.getDuration("attempt-timeout-after-loss"),
        client.getDuration("retry-after"),
        client.getBytes("batch-bytes").intValue(),
        client.getBytes("max-queued-bytes"),
        client.getInt("max-outstanding"),
        client.getBytes("max-reply-bytes"));
  }
}
