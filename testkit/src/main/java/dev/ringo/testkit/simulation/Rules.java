package dev.ringo.testkit.simulation;

import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.Ownership;
import dev.ringo.replication.ReplicaLog;

/**
 * The rules that a simulation runs by. A test breaks one of them to see that the simulation finds
 * it.
 */
public interface Rules {

  /** Those of production. */
  Rules PRODUCTION = new Rules() {};

  default ReplicaLog replicaLog() {
    return new ReplicaLog();
  }

  default Ownership ownership(
      Epoch epoch, ChunkInfo info, CopiesAt copies, Ownership.Effects effects) {
    return new Ownership(epoch, info, copies, effects);
  }

  /** Does a member without a copy promise a creator to refuse lower epochs? */
  default boolean creationIsPromised() {
    return true;
  }

  /** Does a store that was not lost keep that promise over a restart? */
  default boolean promiseOutlivesRestart() {
    return true;
  }

  /** Does a store that lost its contents come back under another id? */
  default boolean lossMakesNewStore() {
    return true;
  }

  /** Does a read wait until a majority confirmed the epoch? */
  default boolean readsAreConfirmed() {
    return true;
  }

  /** Does an owner look in the log for the entry ids that it knows? */
  default boolean knownEntriesOutliveOwner() {
    return true;
  }
}
