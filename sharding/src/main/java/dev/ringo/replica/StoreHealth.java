package dev.ringo.replica;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.javadsl.Adapter;
import dev.ringo.journal.FileJournal;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How the disk of a node is, and what was found and mended on it since its start. Thread-safe. */
public final class StoreHealth implements Extension {

  /**
   * What a node says of its disk.
   *
   * @param trouble what keeps it from being written at the moment, in words
   * @param freeBytes that a node may write
   * @param mended damaged places that were mended since the start
   * @param damaged places that are known to be damaged and are not mended yet
   * @param differing entries that are intact here and in another copy and not the same
   * @param quarantined copies that could not be read and were put aside since the start
   */
  public record Report(
      Optional<String> trouble,
      long freeBytes,
      long totalBytes,
      long mended,
      long damaged,
      long differing,
      long quarantined) {

    /** Of a node in memory. */
    public static final Report NONE = new Report(Optional.empty(), 0, 0, 0, 0, 0, 0);
  }

  private static final ExtensionId<StoreHealth> ID =
      new ExtensionId<>() {
        @Override
        public StoreHealth createExtension(ActorSystem<?> system) {
          return new StoreHealth(system);
        }
      };

  private final ActorSystem<?> system;
  private final LongAdder mended = new LongAdder();
  private final LongAdder differing = new LongAdder();
  private final LongAdder quarantined = new LongAdder();

  /** Damage that no entry explains, in files that were read through; kept by the scrubber. */
  private final AtomicLong broken = new AtomicLong();

  private StoreHealth(ActorSystem<?> system) {
    this.system = system;
  }

  public static StoreHealth get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  void mended() {
    mended.increment();
  }

  void differs() {
    differing.increment();
  }

  void quarantined() {
    quarantined.increment();
  }

  void broken(long places) {
    broken.set(places);
  }

  /**
   * The report of a node on disk.
   *
   * @param copies of the node
   */
  Report report(Iterable<PublishedCopy> copies) {
    long damaged = broken.get();
    for (PublishedCopy copy : copies) {
      damaged += copy.entries().damage().size();
    }
    long free = 0;
    long total = 0;
    Optional<String> trouble = FileJournal.trouble(Adapter.toClassic(system));
    try {
      FileStore disk = Files.getFileStore(FileJournal.directory(Adapter.toClassic(system)));
      free = disk.getUsableSpace();
      total = disk.getTotalSpace();
    } catch (IOException e) {
      trouble = Optional.of("the disk does not say how full it is: " + e);
    }
    return new Report(
        trouble, free, total, mended.sum(), damaged, differing.sum(), quarantined.sum());
  }
}
