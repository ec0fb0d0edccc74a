package dev.ringo.journal;

import akka.actor.ActorSystem;
import dev.ringo.entry.Frame;
import dev.ringo.entry.FrameCorrection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads the frames of a persistent actor's file again and checks them, some at a time, while it is
 * written.
 */
public final class FileCheck {

  /** Where something is damaged; {@code to} is not included. */
  public record Span(long from, long to) {}

  /**
   * What a part of a file is like.
   *
   * @param next where to go on
   * @param end was this the end of the file?
   * @param damaged places with damage
   * @param patches that mend some of it: the journal's own frames, with one wrong byte
   */
  public record Part(long next, boolean end, List<Span> damaged, List<Patch> patches) {}

  private FileCheck() {}

  /**
   * Checks a part of the file of a persistent actor, about so many bytes.
   *
   * @param from 0, or where a part before it said to go on
   * @throws IOException if it cannot be read
   */
  public static Part part(ActorSystem system, String persistenceId, long from, int bytes)
      throws IOException {
    DataFile data = JournalFiles.get(system).of(persistenceId);
    data.recover();
    long end = data.end();
    if (from >= end) {
      return new Part(from, true, List.of(), List.of());
    }
    try (FileChannel file = FileChannel.open(data.path(), StandardOpenOption.READ)) {
      return part(file, from, end, bytes, false);
    }
  }

  /** Checks a part of the file again; no damage, if the file ends before. */
  public static Part again(ActorSystem system, String persistenceId, Span span) throws IOException {
    DataFile data = JournalFiles.get(system).of(persistenceId);
    if (span.to() > data.end()) {
      return new Part(span.to(), true, List.of(), List.of());
    }
    try (FileChannel file = FileChannel.open(data.path(), StandardOpenOption.READ)) {
      return part(file, span.from(), span.to(), span.to() - span.from(), false);
    }
  }

  /**
   * @param all also mends entries that are not user data: for a start, which needs them to be right
   */
  static Part part(FileChannel file, long from, long to, long bytes, boolean all)
      throws IOException {
    FrameReader frames = new FrameReader(file, from, to);
    List<Patch> patches = new ArrayList<>();
    List<Span> damaged = new ArrayList<>();
    long intact = from;
    boolean more = true;
    while (more && intact - from < bytes) {
      more = frames.next();
      if (frames.passedDamage()) {
        Span span = new Span(intact, more ? frames.start() : to);
        damaged.add(span);
        patches.addAll(corrections(file, span, all));
      }
      intact = more ? frames.end() : to;
    }
    return new Part(intact, intact >= to, damaged, patches);
  }

  /** Of the damaged frames between two intact ones, those that can be mended by themselves. */
  private static List<Patch> corrections(FileChannel file, Span span, boolean all)
      throws IOException {
    long from = span.from();
    long to = span.to();
    List<Patch> patches = new ArrayList<>();
    byte[] left = Disk.read(file, from, (int) Math.min(to - from, FrameCorrection.MAX_BYTES));
    int at = 0;
    while (left.length - at >= Frame.OVERHEAD) {
      byte[] before = Arrays.copyOfRange(left, at, left.length);
      Optional<byte[]> after = corrected(before, from + at, all);
      if (after.isPresent()) {
        int length = after.get().length;
        patches.add(new Patch(from + at, Arrays.copyOf(before, length), after.get()));
        at += length;
      } else {
        at = FrameCorrection.next(left, at);
      }
    }
    return patches;
  }

  private static Optional<byte[]> corrected(byte[] bytes, long place, boolean all) {
    return FrameCorrection.of(bytes).filter(frame -> belongs(Frame.at(frame, 0), place, all));
  }

  private static boolean belongs(Frame frame, long place, boolean all) {
    if (frame.has(Frame.TRAILER)) {
      return Trailer.of(frame, place).isPresent();
    }
    if (frame.has(Frame.DELETION)) {
      return Deletion.of(frame, place).isPresent();
    }
    return frame.has(Frame.FILE) ? place == 0 : all;
  }

  /**
   * Mends what can be mended of a file by itself; nobody may be using it.
   *
   * @return how many frames were damaged
   */
  static int correct(FileChannel file, long from, long to) throws IOException {
    List<Patch> patches = part(file, from, to, to - from, true).patches();
    for (Patch patch : patches) {
      Disk.writeAll(file, patch.place(), ByteBuffer.wrap(patch.after()));
    }
    if (!patches.isEmpty()) {
      file.force(false);
    }
    return patches.size();
  }
}
