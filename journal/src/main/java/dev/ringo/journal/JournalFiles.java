package dev.ringo.journal;

import akka.actor.AbstractExtensionId;
import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import com.typesafe.config.Config;
import dev.ringo.journal.JournalSettings.Fsync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of an actor system in its directory, which no other process can use meanwhile.
 *
 * <pre>
 *   DIRECTORY/lock  info  commit-0  commit-1
 *             persistence-id/info  data  snapshot-...
 * </pre>
 */
final class JournalFiles implements Extension, AutoCloseable {

  private static final class Id extends AbstractExtensionId<JournalFiles> {
    @Override
    public JournalFiles createExtension(ExtendedActorSystem system) {
      Config config = system.settings().config().getConfig("ringo.journal");
      JournalFiles files = new JournalFiles(JournalSettings.from(config));
      system.registerOnTermination(files::close);
      return files;
    }
  }

  private static final Id ID = new Id();
  private static final Logger LOG = LoggerFactory.getLogger(JournalFiles.class);

  private final Path root;
  private final boolean mayCut;
  private final JournalLock lock;
  private final ScheduledExecutorService checkpointer =
      Executors.newSingleThreadScheduledExecutor(
          task -> new Thread(task, "ringo-journal-checkpoint"));
  private final Optional<CommitLog> log;
  private final Committer committer;
  private final Optional<ScheduledFuture<?>> forcing;
  private final Troubles troubles = new Troubles();
  private final Map<String, DataFile> files = new ConcurrentHashMap<>();

  /**
   * @throws JournalException if the directory cannot be used
   */
  JournalFiles(JournalSettings settings) {
    root = settings.directory();
    try {
      lock = lock(root);
      String before =
          Info.read(root)
              .filter(info -> info.hasPath("fsync"))
              .map(info -> info.getString("fsync"))
              .orElse("");
      mayCut = !before.equals(nameOf(Fsync.ALWAYS));
      log = openLog(settings);
      if (mayCut && settings.fsync() == Fsync.ALWAYS) {
        // What is no whole event now is a crash's; later it would be taken for damage.
        for (String persistenceId : persistenceIds()) {
          of(persistenceId).recover();
        }
      }
      Info.write(root, Map.of("fsync", nameOf(settings.fsync())));
    } catch (IOException e) {
      throw new JournalException(e.getMessage(), e);
    }
    committer = new Committer(log, settings.openFiles(), troubles);
    long millis = settings.fsyncInterval().toMillis();
    forcing =
        settings.fsync() == Fsync.INTERVAL
            ? Optional.of(
                checkpointer.scheduleWithFixedDelay(
                    this::forceAll, millis, millis, TimeUnit.MILLISECONDS))
            : Optional.empty();
  }

  static JournalFiles get(ActorSystem system) {
    return ID.get(system);
  }

  private static String nameOf(Fsync fsync) {
    return fsync.name().toLowerCase(Locale.ROOT);
  }

  private static JournalLock lock(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new IOException("ringo.journal.directory: " + root + " is no directory");
    }
    return JournalLock.take(root)
        .orElseThrow(
            () ->
                new IOException(
                    root + " is in use by another process, or by another actor system"));
  }

  private Optional<CommitLog> openLog(JournalSettings settings) throws IOException {
    if (settings.fsync() == Fsync.ALWAYS) {
      return Optional.of(CommitLog.open(root, settings.commitLogBytes(), checkpointer));
    }
    Redo.run(root);
    for (int i = 0; i < 2; i++) {
      // What is written from now on is not in it, and must not be cut off by it later.
      Files.deleteIfExists(Redo.pathOf(root, i));
    }
    return Optional.empty();
  }

  Path root() {
    return root;
  }

  Committer committer() {
    return committer;
  }

  /** The file of a persistent actor, which may not exist yet. */
  DataFile of(String persistenceId) {
    return files.computeIfAbsent(persistenceId, id -> new DataFile(root, id, mayCut));
  }

  Troubles troubles() {
    return troubles;
  }

  long fsyncs() {
    return log.map(CommitLog::fsyncs).orElse(0L);
  }

  List<String> persistenceIds() {
    try (Stream<Path> directories = Files.list(root)) {
      List<String> ids = new ArrayList<>();
      List<Path> found = directories.filter(JournalFiles::hasEvents).sorted().toList();
      for (Path directory : found) {
        ids.add(
            Info.read(directory)
                .filter(info -> info.hasPath("persistenceId"))
                .map(info -> info.getString("persistenceId"))
                .orElseGet(() -> DirectoryName.persistenceId(directory.getFileName().toString())));
      }
      return ids;
    } catch (IOException e) {
      throw new JournalException(e.getMessage(), e);
    }
  }

  private static boolean hasEvents(Path directory) {
    boolean isAside = directory.getFileName().toString().startsWith(FileJournal.ASIDE);
    return !isAside && Files.exists(directory.resolve(DataFile.NAME));
  }

  private void forceAll() {
    for (DataFile file : files.values()) {
      try {
        file.force();
      } catch (IOException e) {
        LOG.error("{} may not be on the disk: {}", file.path(), e.toString());
        file.wasWrittenAgain();
      }
    }
  }

  /** Brings all to the disk. Nothing may be asked for any more. */
  @Override
  public void close() {
    committer.close();
    forcing.ifPresent(task -> task.cancel(false));
    checkpointer.shutdown();
    for (DataFile file : files.values()) {
      try {
        file.close();
      } catch (IOException e) {
        LOG.error("{} may not be on the disk: {}", file.path(), e.toString());
      }
    }
    try {
      if (log.isPresent()) {
        log.get().close();
      }
      lock.close();
    } catch (IOException e) {
      LOG.warn("the journal in {} was not closed: {}", root, e.toString());
    }
  }
}
