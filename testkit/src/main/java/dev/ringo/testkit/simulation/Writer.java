package dev.ringo.testkit.simulation;

import dev.ringo.entry.EntryId;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts entries, one to three at a time, and sends them again under the same ids to any owner until
 * they are acknowledged.
 */
final class Writer {

  private static final int GIVES_UP_PERCENT = 3;

  private final World world;
  private final Chunk chunk;
  private final int number;
  private List<EntryId> ids = List.of();

  /** How often it puts once all is healed: a chunk that nobody writes to has to settle too. */
  private final int lastPuts;

  private int afterHealing;

  Writer(World world, Chunk chunk, int number) {
    this.world = world;
    this.chunk = chunk;
    this.number = number;
    this.lastPuts = world.random().nextInt(3);
  }

  void start() {
    ids = new ArrayList<>();
    if (isDone() || (world.isHealed() && ++afterHealing > lastPuts)) {
      return;
    }
    for (int count = world.random().nextInt(1, 4); count > 0; count--) {
      ids.add(new EntryId((long) chunk.nextEntry() << Integer.SIZE | number));
    }
    List<EntryId> current = ids;
    later(world.random().nextInt(world.scenario().idleMillis()), () -> put(current));
  }

  /** Has it put its last entries after all was healed, or is the chunk closed? */
  boolean isDone() {
    return afterHealing > lastPuts;
  }

  private void later(int millis, Runnable action) {
    world.timeline().in(millis, () -> "writer " + number + " goes on", action);
  }

  private void put(List<EntryId> current) {
    if (!current.equals(ids)) {
      return;
    }
    if (!world.isHealed() && world.chance(GIVES_UP_PERCENT)) {
      start();
      return;
    }
    if (!chunk.owners().isEmpty()) {
      send(world.pick(chunk.owners()), current);
    }
    later(world.random().nextInt(50, 200), () -> put(current));
  }

  private void send(Owner owner, List<EntryId> current) {
    world
        .network()
        .send(
            Network.OUTSIDE,
            owner.node().index(),
            () -> "writer " + number + " to " + owner + ": put " + current,
            () -> owner.input(() -> take(owner, current)));
  }

  private void take(Owner owner, List<EntryId> current) {
    if (owner.service() != null) {
      owner.service().put(current, () -> answer(owner, current), () -> refuse(owner));
    }
  }

  private void refuse(Owner owner) {
    world
        .network()
        .send(
            owner.node().index(),
            Network.OUTSIDE,
            () -> owner + " to writer " + number + ": closed",
            () -> {
              ids = List.of();
              afterHealing = Integer.MAX_VALUE;
            });
  }

  private void answer(Owner owner, List<EntryId> current) {
    world
        .network()
        .send(
            owner.node().index(),
            Network.OUTSIDE,
            () -> owner + " to writer " + number + ": stored " + current,
            () -> acknowledged(current));
  }

  private void acknowledged(List<EntryId> stored) {
    if (stored.equals(ids)) {
      start();
    }
  }
}
