package dev.ringo.testkit.simulation;

import dev.ringo.replication.Copies;
import dev.ringo.replication.CopiesAt;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.ReplicaId;
import dev.ringo.replication.Survey;
import dev.ringo.replication.Survey.Found;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out what an owner is to claim, or chooses the copies of a new chunk. */
final class Claimant {

  private record Member(Node node, long store) {}

  private final World world;
  private final Chunk chunk;
  private final Owner owner;

  /** The epoch in which the owner creates the chunk if it is nowhere; none if it may not. */
  private final Optional<Epoch> creation;

  /** A member that comes back without its store is another one: it wants another survey. */
  private final List<Member> members;

  private final Survey survey;

  Claimant(World world, Chunk chunk, Owner owner, Optional<Epoch> creation) {
    this.world = world;
    this.chunk = chunk;
    this.owner = owner;
    this.creation = creation;
    this.members = stores();
    this.survey = new Survey(members);
  }

  private List<Member> stores() {
    return world.nodes().stream()
        .filter(Node::isMember)
        .map(node -> new Member(node, node.store()))
        .toList();
  }

  /** An epoch for another try to create, if the owner may. */
  Optional<Epoch> nextCreation(Epoch known) {
    return creation.map(epoch -> next(known));
  }

  private Epoch next(Epoch known) {
    return known.next(world.random().nextLong());
  }

  void tick() {
    if (members.equals(stores())) {
      members.stream().filter(survey.awaited()::contains).forEach(this::ask);
    } else {
      owner.startAgain("the members have changed", nextCreation(survey.highestEpoch()));
    }
  }

  private void ask(Member member) {
    world.ask(
        owner.node(),
        member.node(),
        () -> owner + " surveys",
        node ->
            node.receive(
                chunk, copy -> copy.survey(creation, answer -> tell(copy.node(), answer))));
  }

  private void tell(Node from, Survey.Answer answer) {
    world
        .network()
        .send(
            from.index(),
            owner.node().index(),
            () -> from + " answers " + owner + ": " + answer,
            () -> owner.input(() -> answered(answer)));
  }

  private void answered(Survey.Answer answer) {
    if (owner.ownership() != null) {
      return;
    }
    survey.answered(new Member(world.nodeOf(answer.replica()), answer.replica().store()), answer);
    Optional<Found> found = survey.found();
    if (found.isPresent()) {
      owner.own(
          next(survey.highestEpoch()),
          found.get().copies(),
          survey.holders(),
          survey.complete() && members.equals(stores()));
    } else if (survey.nowhere()) {
      creation.ifPresentOrElse(this::create, () -> owner.stop("there is no such chunk"));
    }
  }

  private void create(Epoch epoch) {
    if (chunk.isKnown()) {
      owner.stop("no copy answers");
      return;
    }
    List<ReplicaId> candidates = new ArrayList<>(survey.replicas());
    Collections.sort(candidates);
    int wanted = world.scenario().copies();
    if (survey.highestEpoch().compareTo(epoch) > 0 || candidates.size() < wanted) {
      owner.startAgain(
          "somebody else creates, or nodes are few", nextCreation(survey.highestEpoch()));
      return;
    }
    List<ReplicaId> first = new ArrayList<>();
    while (first.size() < wanted) {
      first.add(candidates.remove(world.random().nextInt(candidates.size())));
    }
    world.figures().count(Figure.CREATIONS);
    owner.own(epoch, CopiesAt.first(epoch, new Copies(first)), Set.of(), false);
  }
}
