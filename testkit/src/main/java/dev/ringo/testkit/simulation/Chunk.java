package dev.ringo.testkit.simulation;

import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Copies;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A chunk of the simulated world: its owners that live, and what the checker knows of it. */
final class Chunk {

  private final World world;
  private final ChunkInfo info;
  private final Ledger ledger = new Ledger();
  private final List<Owner> owners = new ArrayList<>();
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

  private Stream<StoredCopy> stored() {
    return world.nodes().stream()
        .filter(node -> !node.isRetired())
        .map(node -> node.copyOf(this))
        .filter(copy -> copy.log().exists());
  }

  /**
   * To be called when something was lost or cut: it may not have been the last of what is
   * committed.
   */
  void checkHeld() {
    Violation.unless(
        !isCreated() || stored().anyMatch(copy -> ledger.isIn(copy.log().log())),
        "what is committed is on some copy");
  }

  /**
   * Would every list of copies that is or may come into force keep a majority with its state, if a
   * node lost its store? More than that the design does not promise to survive.
   */
  boolean survivesLossOf(Node lost) {
    return isCreated() && listsInForce().allMatch(list -> keepsMajority(list, lost));
  }

  private Stream<Copies> listsInForce() {
    return Stream.concat(Stream.of(ledger.copies()), ledger.proposed().stream());
  }

  private boolean keepsMajority(Copies list, Node lost) {
    long kept =
        list.members().stream()
            .filter(
                member ->
                    world.nodes().stream().anyMatch(node -> !node.equals(lost) && node.has(member)))
            .count();
    return kept >= list.majority();
  }

  @Override
  public String toString() {
    return "chunk " + info.number();
  }
}
