package dev.ringo.testkit.simulation;

import dev.ringo.entry.EntryId;
import java.util.ArrayList;
import java.util.List;

/** Reads a whole chunk again and again, from any owner. */
final class Reader {

  private final World world;
  private final Chunk chunk;
  private final int number;
  private int begun;
  private boolean foundAll;

  Reader(World world, Chunk chunk, int number) {
    this.world = world;
    this.chunk = chunk;
    this.number = number;
  }

  void start() {
    int current = ++begun;
    long acknowledged = chunk.ledger().lastAcknowledged();
    if (!chunk.owners().isEmpty()) {
      Owner owner = world.pick(chunk.owners());
      world
          .network()
          .send(
              Network.OUTSIDE,
              owner.node().index(),
              () -> "reader " + number + " to " + owner + ": read",
              () -> owner.input(() -> take(owner, acknowledged)));
    }
    askClosedCopy(acknowledged);
    world
        .timeline()
        .in(
            world.random().nextInt(20, 160 + world.scenario().idleMillis()),
            () -> "reader " + number + " reads again",
            () -> {
              if (current == begun) {
                start();
              }
            });
  }

  /** A copy that is closed answers without its owner, wherever that is. */
  private void askClosedCopy(long acknowledged) {
    List<StoredCopy> closed =
        world.nodes().stream()
            .filter(Node::isUp)
            .map(node -> node.copyOf(chunk))
            .filter(copy -> copy.log().isClosed())
            .toList();
    if (!closed.isEmpty()) {
      StoredCopy copy = world.pick(closed);
      List<EntryId> found = new ArrayList<>();
      Service.eachEntry(
          copy.read(1, copy.log().end().seal(), Integer.MAX_VALUE), (id, index) -> found.add(id));
      world.figures().count(Figure.READS_OF_CLOSED_COPIES);
      chunk.ledger().read(acknowledged, copy.log().end().seal(), found);
    }
  }

  /** Has a read found all that was ever acknowledged? */
  boolean foundAll() {
    return foundAll;
  }

  private void take(Owner owner, long acknowledged) {
    if (owner.service() != null) {
      owner.service().read((upTo, found) -> answered(acknowledged, upTo, found));
    }
  }

  private void answered(long acknowledged, long upTo, List<EntryId> found) {
    world.figures().count(Figure.READS_CONFIRMED);
    world.trace().note(() -> "reader " + number + " finds " + found.size() + " entries");
    chunk.ledger().read(acknowledged, upTo, found);
    foundAll = found.containsAll(chunk.ledger().acknowledged());
  }
}
