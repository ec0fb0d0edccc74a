package dev.ringo.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes events. All that waits is written at once: first to the commit log,
 * with one fsync, then to the data files.
 *
 * <pre>
 *   requests ──> frames, with their places ──> commit log, fsync ──> data files ──> answers
 * </pre>
 *
 * <p>A persistent actor writes one event after the other, so the queue is never much longer than
 * there are persistent actors.
 */
final class Committer implements AutoCloseable {

  /** An event to be written: its entries and what makes them an event. */
  record Event(List<byte[]> entries, Trailer trailer, Optional<EntrySerializer.Placed> placed) {

    int length() {
      return entries.stream().mapToInt(entry -> entry.length).sum();
    }
  }

  private sealed interface Request {
    DataFile file();

    CompletableFuture<Void> done();
  }

  private record Write(DataFile file, List<Event> events, CompletableFuture<Void> done)
      implements Request {}

  private record Delete(DataFile file, long to, CompletableFuture<Void> done) implements Request {}

  private record NoteEnd(DataFile file, long sequenceNumber, CompletableFuture<Void> done)
      implements Request {}

  private record Await(DataFile file, CompletableFuture<Void> done) implements Request {}

  private record Overwrite(DataFile file, Patch patch, CompletableFuture<Void> done)
      implements Request {}

  private record PutAside(DataFile file, Path to, CompletableFuture<Void> done)
      implements Request {}

  private record Stop(DataFile file, CompletableFuture<Void> done) implements Request {}

  /** A request whose bytes have their place. */
  private record Placed(Request request, long place, ByteBuffer bytes) {}

  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

  /** Bytes of entries in one round, about. */
  private static final long MOST_AT_ONCE = 8 * 1024 * 1024;

  private static final String THE_LOG = "the commit log";

  private final Optional<CommitLog> log;
  private final int openFiles;
  private final Troubles troubles;
  private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "ringo-journal");

  /** Files that were written to, the one that was not for longest first. */
  private final Map<DataFile, DataFile> open = new LinkedHashMap<>(16, 0.75f, true);

  private boolean stopped;

  /**
   * Starts to write.
   *
   * @param log none if nothing has to be on the disk
   * @param openFiles that are kept open, at most
   * @param troubles is told what cannot be written, and what can be again
   */
  Committer(Optional<CommitLog> log, int openFiles, Troubles troubles) {
    this.log = log;
    this.openFiles = openFiles;
    this.troubles = troubles;
    thread.start();
  }

  /** Writes events, all or none. A failure leaves open whether they will be there later. */
  CompletableFuture<Void> write(DataFile file, List<Event> events) {
    return add(new Write(file, events, new CompletableFuture<>()));
  }

  /** Deletes the events up to a sequence number. */
  CompletableFuture<Void> delete(DataFile file, long to) {
    return add(new Delete(file, to, new CompletableFuture<>()));
  }

  /** See {@link DataFile#noteEnd}. */
  void noteEnd(DataFile file, long sequenceNumber) {
    queue.add(new NoteEnd(file, sequenceNumber, new CompletableFuture<>()));
  }

  /** Done when all that was asked for before is. */
  CompletableFuture<Void> await(DataFile file) {
    return add(new Await(file, new CompletableFuture<>()));
  }

  /**
   * Mends a part of a file that is damaged. The commit log may have that part too, as it was before
   * the damage: what a start writes from it is the same.
   */
  CompletableFuture<Void> overwrite(DataFile file, Patch patch) {
    return add(new Overwrite(file, patch, new CompletableFuture<>()));
  }

  /** Gives the file's directory another name. */
  CompletableFuture<Void> putAside(DataFile file, Path to) {
    return add(new PutAside(file, to, new CompletableFuture<>()));
  }

  private CompletableFuture<Void> add(Request request) {
    queue.add(request);
    return request.done();
  }

  private void run() {
    while (!stopped) {
      List<Request> requests = new ArrayList<>();
      try {
        requests.add(queue.take());
      } catch (InterruptedException e) {
        // Only the end of the journal ends this thread.
        continue;
      }
      addWaiting(requests);
      try {
        round(requests);
      } catch (Throwable e) {
        // Whatever it is, those who wait are told, and the next ones are served.
        LOG.error("a write to the journal failed", e);
        requests.forEach(request -> request.done().completeExceptionally(e));
      }
    }
  }

  /** What waits, as far as one round takes it: its bytes are in memory twice. */
  private void addWaiting(List<Request> requests) {
    long bytes = lengthOf(requests.get(0));
    Request next = requests.get(0) instanceof Delete ? null : queue.poll();
    while (next != null) {
      requests.add(next);
      bytes += lengthOf(next);
      // A deletion may put another file in the place of this one: what follows goes there.
      boolean ends = next instanceof Delete || bytes >= MOST_AT_ONCE;
      next = ends ? null : queue.poll();
    }
  }

  private static long lengthOf(Request request) {
    return request instanceof Write write
        ? write.events().stream()
            .mapToLong(event -> event.length() + event.trailer().event().bytes().length)
            .sum()
        : 0;
  }

  private void round(List<Request> requests) {
    List<Placed> placed = place(requests);
    if (!placed.isEmpty() && isLogged(placed)) {
      writeToFiles(placed);
    }
    for (Request request : requests) {
      if (request instanceof Overwrite overwrite) {
        overwrite(overwrite);
      } else if (request instanceof PutAside aside) {
        putAside(aside);
      }
      stopped |= request instanceof Stop;
      if (request instanceof NoteEnd note) {
        noteEnd(note);
      }
      request.done().complete(null);
    }
    closeSome();
  }

  /** A start is quicker with it, and needs it for nothing else. */
  private static void noteEnd(NoteEnd note) {
    try {
      note.file().noteEnd(note.sequenceNumber());
    } catch (IOException e) {
      LOG.warn("where {} ends could not be noted: {}", note.file().path(), e.toString());
    }
  }

  private static void putAside(PutAside request) {
    try {
      request.file().putAside(request.to());
    } catch (IOException e) {
      request.done().completeExceptionally(e);
    }
  }

  private void overwrite(Overwrite request) {
    try {
      request.file().overwrite(request.patch());
    } catch (IOException e) {
      request.done().completeExceptionally(e);
    }
  }

  private List<Placed> place(List<Request> requests) {
    List<Placed> placed = new ArrayList<>();
    Map<DataFile, Long> ends = new HashMap<>();
    for (Request request : requests) {
      if (!(request instanceof Write || request instanceof Delete)) {
        continue;
      }
      DataFile file = request.file();
      try {
        file.recover();
        if (request instanceof Delete && !file.exists()) {
          continue;
        }
        file.create();
        long place = ends.getOrDefault(file, file.end());
        ByteBuffer bytes = bytesOf(request, place);
        ends.put(file, place + bytes.remaining());
        placed.add(new Placed(request, place, bytes));
      } catch (IOException e) {
        fail(request, e);
      }
    }
    return placed;
  }

  private static ByteBuffer bytesOf(Request request, long place) {
    List<byte[]> parts = new ArrayList<>();
    if (request instanceof Write write) {
      long at = place;
      for (Event event : write.events()) {
        tellPlace(event, at);
        parts.addAll(event.entries());
        byte[] trailer = event.trailer().frame(at + event.length());
        parts.add(trailer);
        at += event.length() + trailer.length;
      }
    } else {
      parts.add(deletion((Delete) request).frame(place));
    }
    ByteBuffer bytes = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(bytes::put);
    return bytes.flip();
  }

  private static Deletion deletion(Delete delete) {
    long highest = delete.file().highest();
    return new Deletion(Math.min(delete.to(), highest), highest);
  }

  private boolean isLogged(List<Placed> placed) {
    if (log.isEmpty()) {
      return true;
    }
    try {
      log.get()
          .append(
              placed.stream()
                  .map(one -> new CommitRecord(one.request().file(), one.place(), one.bytes()))
                  .toList());
      troubles.succeeded(THE_LOG);
      return true;
    } catch (IOException e) {
      troubles.failed(THE_LOG, e);
      placed.forEach(one -> one.request().done().completeExceptionally(e));
      return false;
    }
  }

  private void writeToFiles(List<Placed> placed) {
    Set<DataFile> failed = new HashSet<>();
    for (Placed one : placed) {
      Request request = one.request();
      DataFile file = request.file();
      try {
        if (failed.contains(file)) {
          throw new IOException("what was to be written to " + file.path() + " before failed");
        }
        open.put(file, file);
        if (request instanceof Write write) {
          Trailer last = write.events().get(write.events().size() - 1).trailer();
          file.append(one.place(), one.bytes(), last.sequenceNumber());
        } else {
          file.append(one.place(), one.bytes(), deletion((Delete) request));
          file.compact();
        }
        troubles.succeeded(file.path().toString());
      } catch (IOException e) {
        failed.add(file);
        fail(request, e);
      }
    }
  }

  /** If the write fails, nobody asks for it. */
  private static void tellPlace(Event event, long place) {
    event.placed().ifPresent(placed -> placed.placedAt(place));
  }

  private void fail(Request request, IOException cause) {
    troubles.failed(request.file().path().toString(), cause);
    request.done().completeExceptionally(cause);
  }

  private void closeSome() {
    while (open.size() > openFiles) {
      DataFile eldest = open.keySet().iterator().next();
      open.remove(eldest);
      try {
        eldest.close();
      } catch (IOException e) {
        LOG.warn("{} could not be closed: {}", eldest.path(), e.toString());
        open.put(eldest, eldest);
        return;
      }
    }
  }

  /** Writes what waits, and ends. */
  @Override
  public void close() {
    CompletableFuture<Void> done = add(new Stop(null, new CompletableFuture<>()));
    done.join();
  }
}
