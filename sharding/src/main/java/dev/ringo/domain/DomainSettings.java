package dev.ringo.domain;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.ringo.replication.CopyFeed;
import dev.ringo.replication.KnownEntries;
import java.time.Duration;

/**
 * The settings of domains and their replication, from the sections {@code ringo.domain} and {@code
 * ringo.replication}, whose comments in {@code reference.conf} say what each does.
 */
public record DomainSettings(
    int replicas,
    long chunkBytes,
    long maxUncommittedBytes,
    long maxUncommittedBytesOfNode,
    int maxPending,
    Duration idleAfter,
    KnownEntries.Limits known,
    CopyFeed.Limits feed,
    Duration resendAfter,
    Duration takeoverTimeout,
    Duration stalledAfter,
    Duration answerWithin,
    Keeping keeping,
    long catchUpBytesPerSecond,
    int movesAtOnce,
    int lookAfterPerSecond,
    int rebalanceAtOnce,
    boolean coordinatorAtOnce) {

  /** How long an owner is patient with its copies. */
  record Keeping(Duration replaceAfter, Duration forcedRecoveryAfter, Duration stragglerAfter) {}

  /** Reads {@code ringo}. */
  public static DomainSettings from(Config ringo) {
    Config domain = ringo.getConfig("domain");
    Config replication = ringo.getConfig("replication");
    return new DomainSettings(
        domain.getInt("replicas"),
        domain.getBytes("chunk-size"),
        domain.getBytes("max-uncommitted-bytes"),
        domain.getBytes("max-uncommitted-bytes-of-node"),
        domain.getInt("max-pending"),
        domain.getDuration("idle-after"),
        new KnownEntries.Limits(
            domain.getInt("known-entries"),
            domain.getInt("idempotency-keys"),
            domain.getDuration("idempotency-period").toSeconds()),
        new CopyFeed.Limits(
            replication.getBytes("batch-bytes").intValue(),
            replication.getBytes("queue-bytes").intValue()),
        replication.getDuration("resend-after"),
        replication.getDuration("takeover-timeout"),
        replication.getDuration("stalled-after"),
        replication.getDuration("answer-within"),
        new Keeping(
            replication.getDuration("replace-after"),
            replication.getDuration("forced-recovery-after"),
            replication.getDuration("straggler-after")),
        replication.getBytes("catch-up-bytes-per-second"),
        atLeastOne(replication, "moves-at-once"),
        atLeastOne(replication, "look-after-per-second"),
        atLeastOne(domain, "rebalance-at-once"),
        domain.getBoolean("coordinator-at-once"));
  }

  private static int atLeastOne(Config section, String key) {
    int value = section.getInt(key);
    if (value < 1) {
      throw new ConfigException.BadValue(
          section.getValue(key).origin(), key, "it takes 1 or more, not " + value);
    }
    return value;
  }
}
