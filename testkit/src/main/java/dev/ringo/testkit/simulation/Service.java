package dev.ringo.testkit.simulation;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.EntryScan;
import dev.ringo.entry.Frame;
import dev.ringo.replication.Batch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.HandIn;
import dev.ringo.replication.KnownEntries;
import dev.ringo.replication.Ownership;
import dev.ringo.replication.ReplicaId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Puts and reads at an owner that serves. What it cannot take now it leaves without an answer:
 * clients try again.
 */
final class Service {

  static final int MAX_UNCOMMITTED_BYTES = 1_500;
  private static final int MAX_WAITING = 100;
  private static final KnownEntries.Limits LIMITS = new KnownEntries.Limits(100_000, 100, 600);

  private record WaitingPut(Map<EntryId, Long> indexes, long last, Runnable acknowledge) {}

  private record WaitingRead(long round, BiConsumer<Long, List<EntryId>> reply) {}

  private final World world;
  private final Chunk chunk;
  private final Owner owner;
  private final Ownership ownership;
  private final KnownEntries known = new KnownEntries(LIMITS, 0);
  private final long oldEntries;
  private long rebuilt;
  private final List<WaitingPut> puts = new ArrayList<>();
  private final List<WaitingRead> reads = new ArrayList<>();
  private final Map<ReplicaId, HandIn> handIns = new HashMap<>();

  Service(World world, Chunk chunk, Owner owner) {
    this.world = world;
    this.chunk = chunk;
    this.owner = owner;
    this.ownership = owner.ownership();
    this.oldEntries = ownership.committed();
    this.rebuilt = world.rules().knownEntriesOutliveOwner() ? 0 : oldEntries;
  }

  void tick() {
    if (rebuilt < oldEntries) {
      fetch(rebuilt + 1, oldEntries, Link.BATCH_BYTES * 4, this::rebuild);
    }
  }

  private void rebuild(List<Batch> batches) {
    if (batches.isEmpty() || batches.get(0).first() != rebuilt + 1) {
      return;
    }
    eachEntry(batches, (id, index) -> known.add(id, 0, index));
    rebuilt = batches.get(batches.size() - 1).last();
    tick();
  }

  static void eachEntry(List<Batch> batches, BiConsumer<EntryId, Long> action) {
    for (Batch batch : batches) {
      long index = batch.first();
      for (EntryScan scan = new EntryScan(batch.bytes(), 0); scan.next(); index++) {
        if (batch.kind() == Batch.Kind.DATA) {
          action.accept(scan.frame().id(), index);
        }
      }
    }
  }

  /** Does nobody wait for an answer? */
  boolean isIdle() {
    return isReady() && puts.isEmpty() && reads.isEmpty();
  }

  private boolean isReady() {
    return rebuilt >= oldEntries && owner.isServing();
  }

  /**
   * {@code closed} tells the writer that its entries are not stored and that the chunk takes none.
   */
  void put(List<EntryId> ids, Runnable acknowledge, Runnable closed) {
    if (!isReady() || !hasRoom() || puts.size() >= MAX_WAITING) {
      return;
    }
    List<EntryId> fresh =
        ids.stream().filter(id -> known.indexOf(id, 0) == KnownEntries.NEW).toList();
    if (fresh.size() < ids.size()) {
      world.figures().count(Figure.REPEATED_PUTS);
    }
    if (!fresh.isEmpty() && ownership.isSealed()) {
      if (ownership.isClosed()) {
        closed.run();
      }
      return;
    }
    if (!fresh.isEmpty()) {
      append(fresh);
    }
    Map<EntryId, Long> indexes = new LinkedHashMap<>();
    ids.forEach(id -> indexes.put(id, known.indexOf(id, 0)));
    long last = indexes.values().stream().mapToLong(index -> index).max().orElseThrow();
    puts.add(new WaitingPut(indexes, last, acknowledge));
    committed(ownership.committed());
  }

  private boolean hasRoom() {
    return ownership.uncommittedBytes() < MAX_UNCOMMITTED_BYTES - Link.BATCH_BYTES
        && ownership.hasRoom();
  }

  /** Takes over what a copy has that was given up and came back, then has it dropped. */
  void handIn(ReplicaId copy, EpochRuns log) {
    if (!isReady()) {
      return;
    }
    long common = ownership.log().commonWith(log);
    HandIn handIn = handIns.computeIfAbsent(copy, back -> new HandIn(common + 1, log.last()));
    if (handIn.isDone(ownership.committed())) {
      world.figures().count(Figure.COPIES_HANDED_IN);
      owner.drop(copy);
    } else if (handIn.next() <= handIn.last()) {
      fetch(
          copy,
          handIn.next(),
          handIn.last(),
          Link.BATCH_BYTES,
          batches -> handedIn(handIn, batches));
    }
  }

  private void handedIn(HandIn handIn, List<Batch> batches) {
    if (!isReady() || !hasRoom() || batches.isEmpty() || batches.get(0).first() != handIn.next()) {
      return;
    }
    List<EntryId> ids = new ArrayList<>();
    eachEntry(batches, (id, index) -> ids.add(id));
    List<EntryId> fresh =
        ids.stream().filter(id -> known.indexOf(id, 0) == KnownEntries.NEW).toList();
    if (!fresh.isEmpty() && ownership.isSealed()) {
      // In production they go to the next chunk.
      handIn.taken(batches.get(batches.size() - 1).last(), 0);
      return;
    }
    if (!fresh.isEmpty()) {
      append(fresh);
    }
    long at = ids.stream().mapToLong(id -> known.indexOf(id, 0)).max().orElse(0);
    handIn.taken(batches.get(batches.size() - 1).last(), at);
  }

  private void append(List<EntryId> fresh) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    fresh.forEach(
        id ->
            frames.writeBytes(
                Frame.encode(
                    id, 0, new byte[0], id.toString().getBytes(StandardCharsets.US_ASCII))));
    long index = ownership.append(frames.toByteArray(), fresh.size());
    for (EntryId id : fresh) {
      known.add(id, 0, index++);
    }
    Violation.unless(
        ownership.uncommittedBytes() <= MAX_UNCOMMITTED_BYTES, "what is uncommitted is bounded");
    int sealAfter = world.scenario().sealAfter();
    if (sealAfter > 0 && ownership.log().last() >= sealAfter) {
      ownership.seal();
    }
  }

  void committed(long committed) {
    if (owner.isServing() && ownership.isSealCommitted()) {
      ownership.next();
    }
    for (Iterator<WaitingPut> waiting = puts.iterator(); waiting.hasNext(); ) {
      WaitingPut put = waiting.next();
      if (put.last() <= committed) {
        waiting.remove();
        put.indexes().forEach(this::acknowledge);
        put.acknowledge().run();
      }
    }
  }

  private void acknowledge(EntryId id, long index) {
    chunk.ledger().acknowledged(id, index);
    world.figures().count(Figure.ENTRIES_ACKNOWLEDGED);
    world.trace().note(() -> owner + " acknowledges " + id + " at " + index);
  }

  /** {@code reply} takes the index up to which the read saw the log, and what it found. */
  void read(BiConsumer<Long, List<EntryId>> reply) {
    if (!isReady() || reads.size() >= MAX_WAITING) {
      return;
    }
    if (world.rules().readsAreConfirmed()) {
      reads.add(new WaitingRead(ownership.read(), reply));
    } else {
      answer(reply);
    }
  }

  void confirmed(long round) {
    List<WaitingRead> due = reads.stream().filter(read -> read.round() <= round).toList();
    reads.removeAll(due);
    due.forEach(read -> answer(read.reply()));
  }

  private void answer(BiConsumer<Long, List<EntryId>> reply) {
    long upTo = ownership.committed();
    fetch(
        1,
        upTo,
        Integer.MAX_VALUE,
        batches -> {
          if (!batches.isEmpty() && batches.get(batches.size() - 1).last() == upTo) {
            List<EntryId> found = new ArrayList<>();
            eachEntry(batches, (id, index) -> found.add(id));
            reply.accept(upTo, found);
          }
        });
  }

  /** Committed entries, from some copy that has them. */
  private void fetch(long from, long to, int bytes, Consumer<List<Batch>> then) {
    List<ReplicaId> holders = ownership.holding(to);
    if (holders.isEmpty()) {
      return;
    }
    fetch(world.pick(holders), from, to, bytes, then);
  }

  private void fetch(ReplicaId holder, long from, long to, int bytes, Consumer<List<Batch>> then) {
    Supplier<String> what = () -> "entries " + from + " to " + to;
    world.ask(
        owner.node(),
        holder,
        chunk,
        () -> "asks for " + what.get(),
        stored -> {
          List<Batch> batches = stored.read(from, to, bytes);
          world
              .network()
              .send(
                  stored.node().index(),
                  owner.node().index(),
                  () -> stored.node() + " answers " + owner + " with " + what.get(),
                  () -> owner.input(() -> then.accept(batches)));
        });
  }
}
