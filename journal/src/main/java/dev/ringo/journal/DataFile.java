package dev.ringo.journal;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import dev.ringo.journal.EventReader.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one persistent actor in one file, which is only appended to.
 *
 * <p>One thread, the committer, writes; any may recover, force, and read what is volatile.
 */
final class DataFile {

  /** The file's name in its directory. */
  static final String NAME = "data";

  /** Length of the frame that every data file begins with. */
  static final int FIRST = Frame.OVERHEAD + Long.BYTES;

  private static final Logger LOG = LoggerFactory.getLogger(DataFile.class);
  private static final long WORTH_COMPACTING = 1024 * 1024;

  private final Path directory;
  private final String persistenceId;
  private final boolean mayCut;

  /** Held while the file is brought to the disk, so that it is not closed meanwhile. */
  private final Object forcing = new Object();

  private FileChannel channel;
  private volatile long id;
  private boolean recovered;
  private boolean dirty;

  /** An fsync failed, and may have forgotten what it could not write: the next one says nothing. */
  private boolean isDoubtful;

  /** Where the last whole event ended when the file was read through. */
  private long whole;

  private volatile long end;
  private volatile long highest;
  private volatile long deletedTo;

  /** What a start did not read. */
  private volatile Optional<KnownEnd> known = Optional.empty();

  /**
   * @param root of the journal
   * @param mayCut may a tail that is no whole event be left over from the end of a process? Else it
   *     is damage.
   */
  DataFile(Path root, String persistenceId, boolean mayCut) {
    this.directory = root.resolve(DirectoryName.of(persistenceId));
    this.persistenceId = persistenceId;
    this.mayCut = mayCut;
  }

  String directoryName() {
    return directory.getFileName().toString();
  }

  Path path() {
    return directory.resolve(NAME);
  }

  /** Tells this file from one that was in its place before. */
  long id() {
    return id;
  }

  /** Where the next event goes. */
  long end() {
    return end;
  }

  /** The highest sequence number that was given. */
  long highest() {
    return highest;
  }

  /** Events up to this sequence number are deleted. */
  long deletedTo() {
    return deletedTo;
  }

  boolean exists() {
    return end > 0;
  }

  /** Finds out what the file has and where it ends, the first time. */
  synchronized void recover() throws IOException {
    if (recovered) {
      return;
    }
    if (Files.exists(path())) {
      Info.read(directory);
      try (FileChannel file =
          FileChannel.open(path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        recover(file);
      }
    }
    recovered = true;
  }

  private void recover(FileChannel file) throws IOException {
    id = idOf(file);
    known = KnownEnd.read(directory, id, file.size());
    boolean isDamaged = readThrough(file);
    if (isDamaged || id == 0) {
      int corrected = FileCheck.correct(file, id == 0 ? 0 : placeOfKnownEnd(), file.size());
      if (corrected > 0) {
        LOG.warn("{} had {} frames with one wrong byte, which are mended", path(), corrected);
        id = idOf(file);
        known = KnownEnd.read(directory, id, file.size());
        isDamaged = readThrough(file);
      }
    }
    if (whole < end && mayCut) {
      LOG.warn(
          "{} ends with {} bytes of an event that was not written to its end: they are cut off",
          path(),
          end - whole);
      file.truncate(whole);
      file.force(true);
      end = whole;
    } else if (isDamaged) {
      LOG.warn("{} is damaged", path());
    }
  }

  /** Finds out what there is; true if something is damaged, or no whole event at the end. */
  private boolean readThrough(FileChannel file) throws IOException {
    whole = placeOfKnownEnd();
    long seen = known.map(KnownEnd::highest).orElse(0L);
    highest = seen;
    deletedTo = known.map(KnownEnd::deletedTo).orElse(0L);
    boolean isDamaged = false;
    EventReader events = new EventReader(file, whole, file.size());
    while (events.next()) {
      events.deletion().ifPresent(this::apply);
      seen = events.event().map(Trailer::sequenceNumber).orElse(seen);
      if (events.event().map(Trailer::following).orElse(0) == 0) {
        whole = events.end();
        highest = Math.max(highest, seen);
      }
      isDamaged |= events.state() != State.WHOLE;
    }
    end = Math.max(FIRST, file.size());
    return isDamaged || whole < end;
  }

  private long placeOfKnownEnd() {
    return known.map(KnownEnd::place).orElse((long) FIRST);
  }

  private void apply(Deletion deletion) {
    deletedTo = Math.max(deletedTo, deletion.to());
    highest = Math.max(highest, deletion.highest());
  }

  /** Where to read from for the events from a sequence number on. */
  long placeBefore(long sequenceNumber) {
    return known
        .filter(end -> end.id() == id && end.highest() < sequenceNumber)
        .map(KnownEnd::place)
        .orElse((long) FIRST);
  }

  /** Reads also what is before the known end, which nobody has looked at since the start. */
  synchronized void recoverFromTheBeginning() throws IOException {
    if (known.isPresent()) {
      try (FileChannel file =
          FileChannel.open(path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        int corrected = FileCheck.correct(file, 0, end);
        if (corrected > 0) {
          LOG.warn("{} had {} frames with one wrong byte, which are mended", path(), corrected);
        }
      }
      known = Optional.empty();
    }
  }

  /**
   * Notes where the file ends, if this is the last sequence number in it, so that the next start
   * need not read it from its beginning.
   */
  void noteEnd(long sequenceNumber) throws IOException {
    if (exists() && highest == sequenceNumber) {
      new KnownEnd(id, end, highest, deletedTo).write(directory);
    }
  }

  /** The id in a file's first frame; 0, which is none, if that is damaged. */
  static long idOf(FileChannel file) throws IOException {
    FrameReader first = new FrameReader(file, 0, Math.min(file.size(), FIRST));
    return first.next() && first.frame().has(Frame.FILE)
        ? new FieldReader(first.frame().value()).number64()
        : 0;
  }

  /** Makes the file, if there is none. */
  void create() throws IOException {
    if (exists()) {
      return;
    }
    Files.createDirectories(directory);
    Info.write(directory, Map.of("persistenceId", persistenceId));
    long fresh = freshId();
    Disk.replace(path(), firstFrame(fresh));
    Disk.forceDirectory(directory.toAbsolutePath().getParent());
    id = fresh;
    end = FIRST;
  }

  private static long freshId() {
    return ThreadLocalRandom.current().nextLong() | 1;
  }

  private static byte[] firstFrame(long id) {
    byte[] value = new FieldWriter().number(id).written();
    return Frame.encode(new EntryId(0), Frame.SKIP | Frame.FILE, new byte[0], value);
  }

  /**
   * Writes events at the end of the file; after a failure it ends where it did before.
   *
   * @param place where the file ends
   * @param lastSequenceNumber of the events
   */
  void append(long place, ByteBuffer bytes, long lastSequenceNumber) throws IOException {
    write(place, bytes);
    highest = Math.max(highest, lastSequenceNumber);
  }

  void append(long place, ByteBuffer bytes, Deletion deletion) throws IOException {
    write(place, bytes);
    apply(deletion);
  }

  private synchronized void write(long place, ByteBuffer bytes) throws IOException {
    if (place != end) {
      throw new IllegalStateException(path() + " ends at " + end + ", not at " + place);
    }
    int length = bytes.remaining();
    dirty = true;
    try {
      Disk.writeAll(channel(), end, bytes);
    } catch (IOException e) {
      tryToCutOff(e);
      throw e;
    }
    end += length;
  }

  /** What is left there is written over by the next event, or cut off at the next start. */
  private void tryToCutOff(IOException failure) {
    try {
      channel().truncate(end);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Writes over bytes that are damaged, and has them on the disk.
   *
   * @throws IOException if they are not there any more, or the disk fails
   */
  synchronized void overwrite(Patch patch) throws IOException {
    recover();
    byte[] after = patch.after();
    if (patch.place() < 0 || patch.place() + after.length > end) {
      throw new IOException(path() + " has nothing to be mended at byte " + patch.place());
    }
    try (FileChannel file =
        FileChannel.open(path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (!Arrays.equals(Disk.read(file, patch.place(), after.length), patch.before())) {
        throw new IOException(path() + " has changed at byte " + patch.place());
      }
      Disk.writeAll(file, patch.place(), ByteBuffer.wrap(after));
      file.force(false);
      if (!Arrays.equals(Disk.read(file, patch.place(), after.length), after)) {
        throw new IOException(path() + " could not be mended at byte " + patch.place());
      }
    }
  }

  /** Gives the directory another name; this is a file then that does not exist yet. */
  void putAside(Path to) throws IOException {
    close();
    synchronized (this) {
      Files.move(directory, to, StandardCopyOption.ATOMIC_MOVE);
      id = 0;
      end = 0;
      whole = 0;
      highest = 0;
      deletedTo = 0;
      known = Optional.empty();
    }
    Disk.forceDirectory(to.toAbsolutePath().getParent());
  }

  private FileChannel channel() throws IOException {
    if (channel == null) {
      channel = FileChannel.open(path(), StandardOpenOption.WRITE);
    }
    return channel;
  }

  /** Brings to the disk what was written. Writes go on meanwhile. */
  void force() throws IOException {
    synchronized (forcing) {
      FileChannel written;
      synchronized (this) {
        if (isDoubtful) {
          throw new IOException(
              "an fsync of " + path() + " failed, and it is not written anew yet");
        }
        if (!dirty) {
          return;
        }
        dirty = false;
        written = channel();
      }
      try {
        written.force(false);
      } catch (IOException e) {
        synchronized (this) {
          dirty = true;
          isDoubtful = true;
        }
        throw e;
      }
    }
  }

  /** What an fsync may have forgotten is written again. */
  synchronized void wasWrittenAgain() {
    isDoubtful = false;
  }

  /** Brings to the disk what was written, and is open no more until something is written. */
  void close() throws IOException {
    synchronized (forcing) {
      force();
      synchronized (this) {
        if (channel != null) {
          channel.close();
          channel = null;
        }
      }
    }
  }

  /**
   * Leaves out what is deleted, if it is most of the file. Another file is made and put into the
   * place of this one; who has this one open may go on reading it.
   */
  void compact() throws IOException {
    if (deletedTo < highest && end < WORTH_COMPACTING) {
      return;
    }
    try (FileChannel file = FileChannel.open(path(), StandardOpenOption.READ)) {
      Compaction compaction = Compaction.of(file, end, deletedTo);
      if (compaction.isPossible() && compaction.bytes() < end / 2) {
        close();
        replace(compaction, file);
      }
    }
  }

  private synchronized void replace(Compaction compaction, FileChannel file) throws IOException {
    Path fresh = path().resolveSibling(NAME + ".new");
    long freshId = freshId();
    long freshEnd;
    try (FileChannel out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      Disk.writeAll(out, 0, ByteBuffer.wrap(firstFrame(freshId)));
      freshEnd = compaction.copy(file, out, FIRST, new Deletion(deletedTo, highest));
      out.force(true);
    }
    Files.move(fresh, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    id = freshId;
    end = freshEnd;
    Disk.forceDirectory(directory);
  }
}
