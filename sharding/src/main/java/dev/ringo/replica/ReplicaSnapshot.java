package dev.ringo.replica;

import dev.ringo.replication.ReplicaLog;

/**
 * A replica of a sealed chunk, whose entries up to the seal are in its {@link IndexFile}.
 *
 * @param entries of user data, and their {@code bytes}
 * @param placesAfter of the entries after the seal, in the data file
 */
public record ReplicaSnapshot(
    ReplicaLog.Snapshot log, LogRuns runs, long entries, long bytes, long[] placesAfter) {}
