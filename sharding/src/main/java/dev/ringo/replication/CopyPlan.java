package dev.ringo.replication;

import dev.ringo.ring.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What an owner does next to bring its copies to where the ring wants them. One small step at a
 * time, so that a plan that changes on the way does no harm:
 *
 * <pre>
 *   a copy is lost              -> out of the list
 *   a wanted node has no copy   -> a learner there, which is fed until it has what is committed
 *   a learner has caught up     -> into the list
 *   all wanted nodes have one   -> the others out of the list, one after the other
 * </pre>
 *
 * Pure and immutable.
 *
 * @param copies in force
 * @param learners that are fed, and up to where each holds the log
 * @param committed index up to which the log is committed
 * @param wanted the nodes where the ring wants copies, the best first
 * @param stores of the nodes that are members: a copy whose node has another one, or none, is lost
 * @param gone copies that are lost though their node is there with its store
 * @param waitedFor lost copies whose nodes may only be restarting: each keeps its place
 */
public record CopyPlan(
    Copies copies,
    Map<ReplicaId, Long> learners,
    long committed,
    List<NodeId> wanted,
    Map<NodeId, Long> stores,
    Set<ReplicaId> gone,
    Set<ReplicaId> waitedFor) {

  /** One step. */
  public sealed interface Step permits AddLearner, DropLearner, Change {}

  /** Feed a new copy on a node. */
  public record AddLearner(NodeId node, long store) implements Step {}

  /** Feed this one no longer: it is lost, or not wanted any more. */
  public record DropLearner(ReplicaId learner) implements Step {}

  /** Propose a list of copies. */
  public record Change(Copies next) implements Step {}

  public CopyPlan {
    learners = Map.copyOf(learners);
    wanted = List.copyOf(wanted);
    stores = Map.copyOf(stores);
    gone = Set.copyOf(gone);
    waitedFor = Set.copyOf(waitedFor);
  }

  /** The next step; none if all is as it should be, or a learner has to catch up first. */
  public Optional<Step> next() {
    return dropLearner()
        .or(() -> removeLost().filter(this::canBeCommitted))
        .or(() -> admit().filter(this::canBeCommitted))
        .or(this::addLearner)
        .or(() -> removeSurplus().filter(this::canBeCommitted));
  }

  private boolean canBeCommitted(Step change) {
    Copies list = ((Change) change).next();
    return list.members().stream().filter(copy -> !isLost(copy)).count() >= list.majority();
  }

  /** Is there nothing to do, and nothing to wait for? */
  public boolean isDone() {
    return next().isEmpty() && learners.isEmpty() && waitedFor.stream().noneMatch(copies::contains);
  }

  private boolean isLost(ReplicaId copy) {
    Long store = stores.get(copy.node());
    return store == null || store != copy.store() || gone.contains(copy);
  }

  /** The wanted nodes, less those whose places are kept for copies that may come back. */
  private List<NodeId> targets() {
    long kept = copies.members().stream().filter(waitedFor::contains).count();
    List<NodeId> targets = new ArrayList<>(wanted);
    for (int i = wanted.size() - 1; i >= 0 && kept > 0; i--) {
      if (!hasCopy(wanted.get(i))) {
        targets.remove(i);
        kept--;
      }
    }
    return targets;
  }

  private Optional<Step> dropLearner() {
    return learners.keySet().stream()
        .filter(learner -> isLost(learner) || !targets().contains(learner.node()))
        .min(ReplicaId::compareTo)
        .map(DropLearner::new);
  }

  private Optional<Step> removeLost() {
    return lost()
        .filter(copy -> copies.members().size() > 1)
        .findFirst()
        .map(copy -> new Change(copies.without(copy)));
  }

  private Stream<ReplicaId> lost() {
    return copies.members().stream().filter(copy -> isLost(copy) && !waitedFor.contains(copy));
  }

  private Optional<Step> admit() {
    return learners.keySet().stream()
        .filter(learner -> learners.get(learner) >= committed)
        .min(ReplicaId::compareTo)
        .map(learner -> new Change(copies.with(learner)));
  }

  private Optional<Step> addLearner() {
    return targets().stream()
        .filter(node -> !hasCopy(node) && stores.containsKey(node))
        .filter(node -> learners.keySet().stream().noneMatch(on(node)))
        .findFirst()
        .map(node -> new AddLearner(node, stores.get(node)));
  }

  private boolean hasCopy(NodeId node) {
    return copies.members().stream().filter(on(node)).anyMatch(copy -> !isLost(copy));
  }

  private static Predicate<ReplicaId> on(NodeId node) {
    return copy -> copy.node().equals(node);
  }

  private Optional<Step> removeSurplus() {
    List<NodeId> targets = targets();
    boolean complete =
        !targets.isEmpty()
            && targets.stream().allMatch(this::hasCopy)
            && waitedFor.stream().noneMatch(copies::contains);
    return copies.members().stream()
        .filter(copy -> complete && !isLost(copy) && !targets.contains(copy.node()))
        .findFirst()
        .map(copy -> new Change(copies.without(copy)));
  }
}
