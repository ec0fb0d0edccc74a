package dev.ringo.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.cluster.UniqueAddress;
import dev.ringo.cluster.ClusterView;
import dev.ringo.cluster.Membership;
import dev.ringo.domain.DomainEntity.CreateDomain;
import dev.ringo.replica.ReplicaHost;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.ReplicaId;
import dev.ringo.replication.Survey;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds out what an entity is to claim: asks all nodes for their copies of the chunk, or chooses
 * the copies of a new one.
 */
final class Takeover {

  /** What the nodes' answers come to. */
  sealed interface Finding {}

  /** Not enough answers yet. */
  record NotYet() implements Finding {}

  /** There is no such chunk, and nobody wants to create it. */
  record Nowhere() implements Finding {}

  /**
   * Something to claim.
   *
   * @param others replicas that were found as well
   * @param mayForce see {@link dev.ringo.replication.Ownership#start}
   */
  record Claimable(
      Epoch epoch, ChunkInfo info, CopiesAt copies, Set<ReplicaId> others, boolean mayForce)
      implements Finding {}

  private static final int MOST_TICKS = 5;

  private final ClusterView view;
  private final ChunkId chunk;
  private final ActorRef<ReplicaHost.Answered> onAnswer;

  /**
   * Who is asked. A node that was started anew knows of no promise, so its answer belongs to a new
   * survey.
   */
  private Map<NodeId, UniqueAddress> members = Map.of();

  /** The survey under way; null if there is none. */
  private Survey survey;

  /** How many there were: an answer to an earlier one may be out of date. */
  private long surveys;

  /** How often those that have not answered were asked, and after how many ticks they are again. */
  private int timesAsked;

  private int ticksUntilAsked;

  private Optional<CreateDomain> creation = Optional.empty();

  /** An epoch that is known to be taken. */
  private Epoch floor = Epoch.NONE;

  /** The epoch of a creation. */
  private Epoch creationEpoch = Epoch.NONE;

  Takeover(ActorContext<DomainEntity.Command> context, ChunkId chunk) {
    this.view = ClusterView.get(context.getSystem());
    this.chunk = chunk;
    this.onAnswer =
        context.messageAdapter(ReplicaHost.Answered.class, DomainEntity.SurveyAnswered::new);
  }

  /** Starts a survey if none is under way. */
  void survey(Optional<CreateDomain> wanted) {
    if (survey == null) {
      restart(wanted, Epoch.NONE);
    }
  }

  void stop() {
    survey = null;
  }

  /** Claims have to be above this epoch: somebody refused a lower one for it. */
  void claimAbove(Epoch taken) {
    floor = taken.compareTo(floor) > 0 ? taken : floor;
  }

  private void restart(Optional<CreateDomain> wanted, Epoch above) {
    creation = wanted;
    creationEpoch = above.next(ThreadLocalRandom.current().nextLong());
    members = view.membership().addresses();
    survey = new Survey(members.keySet());
    surveys++;
    timesAsked = 0;
    askAwaited();
  }

  /** Less and less often: with many nodes that have much to do, questions are a load themselves. */
  private void askAwaited() {
    timesAsked = Math.min(timesAsked + 1, MOST_TICKS);
    ticksUntilAsked = timesAsked;
    Optional<Epoch> epoch = creation.map(create -> creationEpoch);
    for (Object node : survey.awaited()) {
      view.<ReplicaHost.Command>actorOn((NodeId) node, ReplicaHost.NAME)
          .ifPresent(
              host -> host.tell(new ReplicaHost.AskForCopy(chunk, surveys, epoch, onAnswer)));
    }
  }

  Finding answered(ReplicaHost.Answered answered) {
    if (survey == null || answered.survey() != surveys) {
      return new NotYet();
    }
    Survey.Answer answer = answered.answer();
    survey.answered(answer.replica().node(), answer);
    return finding();
  }

  /** To be called at a fixed period: asks those again that have not answered. */
  Finding tick(Optional<CreateDomain> wanted) {
    boolean outdated =
        survey == null
            || !members.equals(view.membership().addresses())
            || (wanted.isPresent() && creation.isEmpty());
    if (outdated) {
      restart(wanted, Epoch.NONE);
    } else {
      ticksUntilAsked--;
      if (ticksUntilAsked == 0) {
        askAwaited();
      }
    }
    return finding();
  }

  private Finding finding() {
    Optional<Survey.Found> found = survey.found();
    if (found.isPresent()) {
      claimAbove(survey.highestEpoch());
      Epoch epoch = floor.next(ThreadLocalRandom.current().nextLong());
      Set<ReplicaId> holders = survey.holders();
      boolean mayForce = survey.complete() && members.equals(view.membership().addresses());
      survey = null;
      return new Claimable(epoch, found.get().info(), found.get().copies(), holders, mayForce);
    }
    if (!survey.nowhere()) {
      return new NotYet();
    }
    if (creation.isEmpty()) {
      survey = null;
      return new Nowhere();
    }
    if (survey.highestEpoch().compareTo(creationEpoch) > 0) {
      restart(creation, survey.highestEpoch());
      return new NotYet();
    }
    return create(creation.get().info());
  }

  private Finding create(ChunkInfo info) {
    Membership membership = view.membership();
    Map<NodeId, ReplicaId> replicas =
        survey.replicas().stream()
            .collect(
                Collectors.toMap(ReplicaId::node, Function.identity(), (old, renewed) -> renewed));
    List<ReplicaId> chosen =
        membership.ring().placement(chunk, info.replicas() + 1).stream()
            .filter(replicas::containsKey)
            .map(replicas::get)
            .toList();
    if (chosen.isEmpty() || !members.equals(membership.addresses())) {
      return new NotYet();
    }
    survey = null;
    CopiesAt copies = CopiesAt.first(creationEpoch, new Copies(chosen));
    return new Claimable(creationEpoch, info, copies, Set.of(), false);
  }
}
