package dev.ringo.testkit.simulation;

import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.Ownership;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.ReplicaId;
import dev.ringo.replication.ReplicaLog;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The production rules, each with one mistake. Two more mistakes, to commit entries of older epochs
 * by counting and to rest while a copy is excused, do harm too rarely to be found like these: for
 * them there is a test of the ownership alone.
 */
enum BrokenRules implements Rules {
  A_REPLICA_GRANTS_A_LOWER_EPOCH {
    @Override
    public ReplicaLog replicaLog() {
      return new ReplicaLog() {
        @Override
        public Optional<Event> claimed(Claim claim) {
          return claim.epoch().equals(promised())
              ? Optional.empty()
              : Optional.of(new Claimed(claim.copy(), claim.epoch(), claim.info(), claim.copies()));
        }
      };
    }
  },

  A_LEARNER_VOTES {
    @Override
    public Ownership ownership(
        Epoch epoch, ChunkInfo info, CopiesAt copies, Ownership.Effects effects) {
      return new Ownership(epoch, info, copies, effects) {
        private final Set<ReplicaId> learners = new HashSet<>();

        @Override
        public void addLearner(ReplicaId replica) {
          learners.add(replica);
          super.addLearner(replica);
        }

        @Override
        protected long reachedByMajority(Copies inForce, ToLongFunction<ReplicaId> reached) {
          Stream<ReplicaId> others =
              learners.stream().filter(learner -> !inForce.contains(learner));
          long[] sorted =
              LongStream.concat(
                      inForce.members().stream().mapToLong(reached), others.mapToLong(reached))
                  .sorted()
                  .toArray();
          return sorted[sorted.length - inForce.majority()];
        }
      };
    }
  },

  ONE_COPY_IS_ENOUGH_TO_COMMIT {
    @Override
    public Ownership ownership(
        Epoch epoch, ChunkInfo info, CopiesAt copies, Ownership.Effects effects) {
      return new Ownership(epoch, info, copies, effects) {
        @Override
        protected long reachedByMajority(Copies inForce, ToLongFunction<ReplicaId> reached) {
          return inForce.members().stream().mapToLong(reached).max().orElseThrow();
        }
      };
    }
  },

  A_MAJORITY_IS_ENOUGH_TO_COMMIT {
    @Override
    public Ownership ownership(
        Epoch epoch, ChunkInfo info, CopiesAt copies, Ownership.Effects effects) {
      return new Ownership(epoch, info, copies, effects) {
        @Override
        protected boolean mayLack(ReplicaId copy) {
          return true;
        }
      };
    }
  },

  A_CHUNK_ENDS_BEFORE_ITS_END_IS_COMMITTED {
    @Override
    public ReplicaLog replicaLog() {
      return new ReplicaLog() {
        @Override
        public Optional<Event> closing() {
          return !isClosed() && end().isSealed()
              ? Optional.of(new Closed(end()))
              : Optional.empty();
        }
      };
    }
  },

  A_LOST_STORE_KEEPS_ITS_ID {
    @Override
    public boolean lossMakesNewStore() {
      return false;
    }
  },

  A_CREATOR_IS_PROMISED_NOTHING {
    @Override
    public boolean creationIsPromised() {
      return false;
    }
  },

  THE_PROMISE_TO_A_CREATOR_IS_FORGOTTEN {
    @Override
    public boolean promiseOutlivesRestart() {
      return false;
    }
  },

  READS_ARE_NOT_CONFIRMED {
    @Override
    public boolean readsAreConfirmed() {
      return false;
    }
  },

  KNOWN_ENTRIES_DIE_WITH_THEIR_OWNER {
    @Override
    public boolean knownEntriesOutliveOwner() {
      return false;
    }
  }
}
