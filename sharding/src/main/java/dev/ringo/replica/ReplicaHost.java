package dev.ringo.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.Protocol;
import dev.ringo.replication.Protocol.ClaimRefused;
import dev.ringo.replication.ReplicaId;
import dev.ringo.replication.Survey;
import dev.ringo.replication.Survey.Found;
import dev.ringo.ring.ChunkId;
import dev.ringo.wire.ControlMessage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** Keeps the replicas of a node and answers for them, also for those that it does not have. */
public final class ReplicaHost extends AbstractBehavior<ReplicaHost.Command> {

  /** The host's name among the system's actors, the same on every node. */
  public static final String NAME = "ringo-replicas";

  /** A creation is over long before this many others were begun on this node. */
  private static final int MAX_RESERVATIONS = 10_000;

  private static final int MAX_LISTED = 500;

  public sealed interface Command extends ControlMessage
      permits AskForCopy, ClaimCopy, ListCopies, AskForFigures, ReplicaEnded {}

  /**
   * Asks whether this node has a copy of a chunk.
   *
   * @param survey returned with the answer
   * @param creation the epoch of a claimant that creates the chunk if no node has it
   */
  public record AskForCopy(
      ChunkId chunk, long survey, Optional<Epoch> creation, ActorRef<Answered> replyTo)
      implements Command {}

  public record Answered(long survey, Survey.Answer answer) implements ControlMessage {}

  /**
   * Claims one replica for an owner. A claim for another store of this node is not answered: that
   * replica is gone.
   */
  public record ClaimCopy(long store, Protocol.Claim claim, ActorRef<Replica.ClaimReply> replyTo)
      implements Command {}

  /**
   * Asks for the copies on this node in the order of their chunks' ids, those after one of them.
   */
  public record ListCopies(Optional<ChunkId> after, ActorRef<CopyList> replyTo)
      implements Command {}

  /** Some copies; {@code more} if there are others after the last one. */
  public record CopyList(List<Copy> copies, boolean more) implements ControlMessage {

    /** What a copy knows of itself; {@code members} is the number of copies in force. */
    public record Copy(ChunkInfo info, int members, long entries, long bytes) {}
  }

  public record AskForFigures(ActorRef<Figures> replyTo) implements Command {}

  /** In bytes; {@code copies} counts chunks. */
  public record Figures(long stored, long limit, int copies, long heap) implements ControlMessage {}

  /** A replica stopped because its journal failed: it is started again when it is claimed. */
  record ReplicaEnded(ChunkId chunk) implements Command {}

  private final ReplicaId self;
  private final NavigableMap<ChunkId, PublishedCopy> published;
  private final StorageLimit limit;
  private final Map<ChunkId, ActorRef<Replica.Command>> replicas = new HashMap<>();

  /** What this node promised for chunks that it has no copy of. */
  private final Map<ChunkId, Epoch> reservations =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ChunkId, Epoch> eldest) {
          return size() > MAX_RESERVATIONS;
        }
      };

  private ReplicaHost(
      ActorContext<Command> context,
      ReplicaId self,
      NavigableMap<ChunkId, PublishedCopy> published,
      StorageLimit limit) {
    super(context);
    this.self = self;
    this.published = published;
    this.limit = limit;
  }

  /**
   * The host of a node.
   *
   * @param published where the replicas show what they hold; for many threads
   */
  public static Behavior<Command> create(
      ReplicaId self, NavigableMap<ChunkId, PublishedCopy> published, StorageLimit limit) {
    Behavior<Command> behavior =
        Behaviors.setup(context -> new ReplicaHost(context, self, published, limit));
    return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.resume());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(AskForCopy.class, this::onAskForCopy)
        .onMessage(ClaimCopy.class, this::onClaimCopy)
        .onMessage(ListCopies.class, this::onListCopies)
        .onMessage(AskForFigures.class, this::onAskForFigures)
        .onMessage(ReplicaEnded.class, this::onReplicaEnded)
        .build();
  }

  private Behavior<Command> onAskForCopy(AskForCopy ask) {
    ChunkId chunk = ask.chunk();
    Optional<Found> found =
        Optional.ofNullable(published.get(chunk))
            .map(copy -> new Found(copy.info(), copy.copiesAt(), copy.promised()));
    if (!replicas.containsKey(chunk)) {
      ask.creation().ifPresent(epoch -> reserve(chunk, epoch));
    } else if (found.isEmpty()) {
      // Its replica has not persisted the claim that made it: it will have a copy, or none.
      return this;
    }
    Epoch promised = reservations.getOrDefault(chunk, Epoch.NONE);
    ask.replyTo().tell(new Answered(ask.survey(), new Survey.Answer(self, found, promised)));
    return this;
  }

  private void reserve(ChunkId chunk, Epoch epoch) {
    Epoch before = reservations.remove(chunk);
    reservations.put(chunk, before == null || before.compareTo(epoch) < 0 ? epoch : before);
  }

  private Behavior<Command> onClaimCopy(ClaimCopy command) {
    if (command.store() != self.store()) {
      return this;
    }
    Protocol.Claim claim = command.claim();
    ChunkId chunk = claim.info().id();
    Epoch reserved = reservations.getOrDefault(chunk, Epoch.NONE);
    if (!replicas.containsKey(chunk) && claim.epoch().compareTo(reserved) < 0) {
      command
          .replyTo()
          .tell(
              new Replica.ClaimReply(
                  new ClaimRefused(claim.epoch(), reserved),
                  getContext().getSystem().<Replica.Append>deadLetters()));
      return this;
    }
    reservations.remove(chunk);
    replicas.computeIfAbsent(chunk, this::spawn).tell(new Replica.Claim(claim, command.replyTo()));
    return this;
  }

  private ActorRef<Replica.Command> spawn(ChunkId chunk) {
    ActorRef<Replica.Command> replica =
        getContext().spawn(Replica.create(chunk, published, limit), chunk.toString());
    getContext().watchWith(replica, new ReplicaEnded(chunk));
    return replica;
  }

  private Behavior<Command> onReplicaEnded(ReplicaEnded message) {
    replicas.remove(message.chunk());
    published.remove(message.chunk());
    return this;
  }

  private Behavior<Command> onListCopies(ListCopies list) {
    NavigableMap<ChunkId, PublishedCopy> after =
        list.after().map(chunk -> published.tailMap(chunk, false)).orElse(published);
    List<CopyList.Copy> copies =
        after.values().stream().limit(MAX_LISTED).map(ReplicaHost::describe).toList();
    list.replyTo().tell(new CopyList(copies, copies.size() == MAX_LISTED));
    return this;
  }

  private static CopyList.Copy describe(PublishedCopy copy) {
    return new CopyList.Copy(
        copy.info(),
        copy.copies().members().size(),
        copy.entries().entries(),
        copy.entries().entryBytes());
  }

  private Behavior<Command> onAskForFigures(AskForFigures ask) {
    Runtime runtime = Runtime.getRuntime();
    ask.replyTo()
        .tell(
            new Figures(
                limit.stored(),
                limit.maxBytes(),
                published.size(),
                runtime.totalMemory() - runtime.freeMemory()));
    return this;
  }
}
