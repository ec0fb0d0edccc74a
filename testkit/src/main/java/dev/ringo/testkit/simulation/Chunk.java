package dev.ringo.testkit.simulation;

import dev.ringo.replication.ChunkInfo;
import dev.ringo.ring.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A chunk of the simulated world: its owners that live, and what the checker knows of it. */
final class Chunk {

  private final World world;
  private final ChunkInfo info;
  private final Ledger ledger = new Ledger();
  private final List<Owner> owners = new ArrayList<>();
  private List<NodeId> wanted = List.of();
  private int nextEntry;

  Chunk(World world, ChunkInfo info) {
    this.world = world;
    this.info = info;
  }

  ChunkInfo info() {
    return info;
  }

  Ledger ledger() {
    return ledger;
  }

  List<Owner> owners() {
    return owners;
  }

  /** A number for an entry that no other entry of the chunk has. */
  int nextEntry() {
    return ++nextEntry;
  }

  boolean isCreated() {
    return ledger.copies() != null;
  }

  /** Does any node have a copy, wherever that node is? */
  boolean isKnown() {
    return world.nodes().stream().anyMatch(node -> node.copyOf(this).log().exists());
  }

  /** The nodes where the ring wants the copies now. */
  List<NodeId> wanted() {
    return wanted;
  }

  /** The ring has changed: the copies are wanted on other nodes. */
  void rebalance() {
    List<NodeId> nodes =
        new ArrayList<>(
            world.nodes().stream().filter(node -> !node.isRetired()).map(Node::id).toList());
    wanted = new ArrayList<>();
    while (wanted.size() < world.scenario().copies() && !nodes.isEmpty()) {
      wanted.add(nodes.remove(world.random().nextInt(nodes.size())));
    }
  }

  private Stream<StoredCopy> stored(Predicate<Node> nodes) {
    return world.nodes().stream()
        .filter(node -> !node.isRetired() && !node.isExpelled() && nodes.test(node))
        .map(node -> node.copyOf(this))
        .filter(copy -> copy.log().exists());
  }

  /**
   * To be called when something was lost or cut: it may not have been the last of what is
   * committed.
   */
  void checkHeld() {
    Violation.unless(
        !isCreated() || stored(node -> true).anyMatch(copy -> ledger.isIn(copy.log().log())),
        "what is committed is on some copy");
  }

  /**
   * If some nodes lost their stores, would every list of copies that is or may come into force have
   * a copy left that holds all that is committed, and that counts by its own list? More than that
   * loss the design does not promise to survive.
   */
  boolean survivesLossOf(Set<Node> lost) {
    return isCreated()
        && Stream.concat(Stream.of(ledger.copies()), ledger.proposed().stream())
            .allMatch(
                list ->
                    stored(node -> !lost.contains(node))
                        .anyMatch(copy -> list.contains(copy.log().self()) && isWhole(copy)));
  }

  private boolean isWhole(StoredCopy copy) {
    // One without room may be left out by the next answer that says so.
    return copy.log().copies().copies().contains(copy.log().self())
        && !copy.node().isFull()
        && ledger.isIn(copy.log().log())
        && owners.stream().noneMatch(owner -> owner.excuses(copy.node()::equals));
  }

  @Override
  public String toString() {
    return "chunk " + info.number();
  }
}
