package dev.ringo.testkit.simulation;

import dev.ringo.replication.Batch;
import dev.ringo.replication.CopyFeed;
import dev.ringo.replication.Epoch;
import dev.ringo.replication.EpochRuns;
import dev.ringo.replication.Ownership.Source;
import dev.ringo.replication.Protocol.Append;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.Protocol.Confirm;
import dev.ringo.replication.Protocol.Granted;
import dev.ringo.replication.ReplicaId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The way from an owner to one copy: the copy's feed, and the network between them. */
final class Link implements CopyFeed.Effects {

  static final int BATCH_BYTES = 250;
  private static final CopyFeed.Limits LIMITS =
      new CopyFeed.Limits(BATCH_BYTES, Service.MAX_UNCOMMITTED_BYTES + BATCH_BYTES);

  private final World world;
  private final Chunk chunk;
  private final Owner owner;
  private final ReplicaId copy;
  private final CopyFeed feed;
  private boolean closed;
  private long matched = -1;

  Link(World world, Chunk chunk, Owner owner, ReplicaId copy, Claim claim) {
    this.world = world;
    this.chunk = chunk;
    this.owner = owner;
    this.copy = copy;
    this.feed = new CopyFeed(claim, LIMITS, this);
  }

  void start() {
    feed.start();
  }

  void close() {
    closed = true;
  }

  void begin(EpochRuns log) {
    feed.begin(log);
  }

  void offer(Batch batch) {
    feed.offer(batch);
  }

  void committed(long index) {
    feed.committed(index);
  }

  void confirm(long round) {
    feed.confirm(round);
  }

  void tick() {
    feed.tick();
  }

  /** The copy's node is back: in production a watch on the replica tells. */
  void restarted() {
    feed.restarted();
  }

  /** Up to where the copy has the owner's log; -1 while that is not known. */
  long matched() {
    return matched;
  }

  private void ask(Supplier<String> what, Consumer<StoredCopy> request) {
    world.ask(owner.node(), copy, chunk, what, request);
  }

  /** The copy's answer on its way back. */
  private void answer(ReplicaId from, Object answer, Runnable input) {
    world
        .network()
        .send(
            world.nodeOf(from).index(),
            owner.node().index(),
            () -> world.nodeOf(from) + " answers " + owner + ": " + answer,
            () -> owner.input(() -> ifOpen(input)));
  }

  private void ifOpen(Runnable input) {
    if (!closed) {
      input.run();
    }
  }

  @Override
  public void claim(Claim claim) {
    world.ask(
        owner.node(),
        world.nodeOf(copy),
        () -> "claim " + claim.epoch(),
        node -> node.claim(chunk, claim, reply -> answer(copy, reply, () -> feed.received(reply))));
  }

  @Override
  public void gone() {
    owner.input(() -> ifOpen(() -> owner.ownership().gone(copy)));
  }

  @Override
  public void append(Append append) {
    int bytes = append.batches().stream().mapToInt(batch -> batch.bytes().length).sum();
    Violation.unless(
        bytes <= BATCH_BYTES || append.batches().size() == 1, "an append is bounded", bytes);
    ask(
        append::toString,
        stored -> stored.append(append, reply -> answer(copy, reply, () -> feed.received(reply))));
  }

  @Override
  public void confirm(Confirm confirm) {
    ask(
        confirm::toString,
        stored ->
            stored.confirm(confirm, reply -> answer(copy, reply, () -> feed.received(reply))));
  }

  @Override
  public void fetch(long from) {
    owner.input(() -> owner.ownership().source(copy, from).ifPresent(at -> fetch(from, at)));
  }

  private void fetch(long from, Source source) {
    world.ask(
        owner.node(),
        source.copy(),
        chunk,
        () -> "fetch " + from + " to " + source.upTo(),
        stored -> {
          List<Batch> batches = stored.read(from, source.upTo(), BATCH_BYTES);
          answer(source.copy(), batches, () -> fetched(batches));
        });
  }

  private void fetched(List<Batch> batches) {
    world.figures().count(Figure.ENTRIES_FETCHED);
    feed.fetched(batches);
  }

  @Override
  public void granted(Granted granted) {
    owner.input(() -> ifOpen(() -> owner.ownership().granted(copy, granted)));
  }

  @Override
  public void refused(Epoch promised) {
    owner.input(() -> ifOpen(() -> owner.ownership().refused(promised)));
  }

  @Override
  public void matched(long index, boolean full) {
    matched = index;
    owner.input(() -> ifOpen(() -> owner.ownership().matched(copy, index, full)));
  }

  @Override
  public void confirmed(long round) {
    owner.input(() -> ifOpen(() -> owner.ownership().confirmed(copy, round)));
  }
}
