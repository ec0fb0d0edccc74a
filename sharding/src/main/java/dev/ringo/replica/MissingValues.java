package dev.ringo.replica;

import akka.actor.typed.ActorRef;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.ExternalValue;
import dev.ringo.replication.Batch;
import dev.ringo.replication.ReplicaLog.Appended;
import dev.ringo.replication.ReplicaLog.Event;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeId;
import dev.ringo.value.LocalValues;
import dev.ringo.value.ValueHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a copy takes no entry whose value, in a file of its own, is not here: an append
 * waits until its values were pulled. The copy's own; one thread at a time.
 */
final class MissingValues {

  private static final Logger LOG = LoggerFactory.getLogger(MissingValues.class);

  /** Values that are pulled for one copy at the same time; the next ones follow. */
  private static final int AT_ONCE = 16;

  /** A pull that has not ended after so long is asked for again: nobody may know of it. */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final ChunkId chunk;
  private final Optional<LocalValues> values;
  private final ActorRef<ValueHost.Pulled> onPulled;

  /** The names of values that are asked for, and since when. */
  private final Map<String, Long> pulling = new HashMap<>();

  /** What waits for them: the newest that came. */
  private Replica.Append waiting;

  /**
   * @param values empty if this node has no disk: then it takes no such entry
   * @param onPulled is told what came of a pull
   */
  MissingValues(ChunkId chunk, Optional<LocalValues> values, ActorRef<ValueHost.Pulled> onPulled) {
    this.chunk = chunk;
    this.values = values;
    this.onPulled = onPulled;
  }

  /**
   * Are values missing for what an append brings? Then they are pulled, and the append is given
   * back by {@link #pulled}.
   *
   * @param nodes that may have them
   */
  boolean areMissingFor(Replica.Append append, Event event, List<NodeId> nodes) {
    List<ExternalValue> missing = missingIn(event);
    if (missing.isEmpty()) {
      waiting = null;
      return false;
    }
    if (values.isEmpty() && waiting == null) {
      LOG.error(
          "{} has values that take a disk, and this node has none: its copy falls behind", chunk);
    }
    waiting = append;
    long now = System.nanoTime();
    for (ExternalValue value : missing) {
      Long since = pulling.get(value.name());
      if (values.isPresent() && (since == null || now - since > AGAIN.toNanos())) {
        pulling.put(value.name(), now);
        values.get().host().tell(new ValueHost.Pull(chunk, value, nodes, onPulled));
      }
    }
    return true;
  }

  private List<ExternalValue> missingIn(Event event) {
    List<ExternalValue> missing = new ArrayList<>();
    if (event instanceof Appended appended) {
      for (Batch batch : appended.batches()) {
        EntryScan scan = new EntryScan(batch.bytes(), 0);
        while (missing.size() < AT_ONCE && scan.next()) {
          scan.externalValue().filter(value -> !isHere(value)).ifPresent(missing::add);
        }
      }
    }
    return missing;
  }

  private boolean isHere(ExternalValue value) {
    return values.isPresent() && values.get().files().holds(chunk, value);
  }

  /** A pull ended. Gives back what waits, if that may go on now. */
  Optional<Replica.Append> pulled(ValueHost.Pulled pulled) {
    pulling.remove(pulled.name());
    if (pulled.outcome() != ValueHost.Outcome.WHOLE) {
      // It comes again, and then so does the pull.
      waiting = null;
    }
    if (!pulling.isEmpty() || waiting == null) {
      return Optional.empty();
    }
    Optional<Replica.Append> ready = Optional.of(waiting);
    waiting = null;
    return ready;
  }
}
