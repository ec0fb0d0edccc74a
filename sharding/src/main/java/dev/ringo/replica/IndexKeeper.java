package dev.ringo.replica;

import dev.ringo.journal.EntryFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and opens the file with the index of one replica's chunk, once that is sealed. */
final class IndexKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(IndexKeeper.class);

  private final EntryFile data;
  private final Path file;
  private final Executor writers;
  private final Runnable onDamage;
  private Optional<IndexFile> index;
  private boolean isMaking;

  /**
   * The keeper of a replica that starts.
   *
   * @param data where its entries are; may not exist yet
   * @param writers may wait for a disk
   * @param onDamage called by any thread when the file turns out to be damaged
   */
  IndexKeeper(EntryFile data, Executor writers, Runnable onDamage) {
    this.data = data;
    this.file = data.beside(IndexFile.NAME);
    this.writers = writers;
    this.onDamage = onDamage;
    this.index = open();
  }

  private Optional<IndexFile> open() {
    try {
      long id = data.id();
      return id == 0 ? Optional.empty() : IndexFile.open(file, id, onDamage);
    } catch (UncheckedIOException e) {
      LOG.warn("{} cannot be read: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /** The file, if there is one. */
  Optional<IndexFile> index() {
    return index;
  }

  /**
   * Makes the file of the entries up to a seal; empty if that is being done.
   *
   * @return fails if it cannot be written
   */
  Optional<CompletionStage<IndexFile>> make(OpenIndex entries, long seal) {
    if (isMaking) {
      return Optional.empty();
    }
    isMaking = true;
    // Before anything else can take the place of this file.
    long id = data.id();
    return Optional.of(
        CompletableFuture.supplyAsync(
            () -> {
              try {
                IndexFile.write(file, id, entries, (int) seal);
                return IndexFile.open(file, id, onDamage).orElseThrow();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            writers));
  }

  /** What {@link #make} has made. */
  void made(IndexFile made) {
    index = Optional.of(made);
    isMaking = false;
  }

  /** It could not be made; the next start tries again. */
  void failed(Throwable why) {
    isMaking = false;
    LOG.warn("{} cannot be written: {}", file, why.toString());
  }

  /** Takes the file away: then the entries are read again, and it is made anew. */
  void discard() {
    LOG.warn("{} is damaged, and is made anew", file);
    index = Optional.empty();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted: {}", file, e.toString());
    }
  }
}
