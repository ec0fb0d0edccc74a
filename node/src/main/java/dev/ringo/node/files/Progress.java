package dev.ringo.node.files;

import java.io.IOException;
import java.util.Locale;

/** How far a command has read, on the terminal if there is one. */
final class Progress {

  private static final long PACE_NANOS = 200_000_000;

  private final boolean isShown = isTerminal();
  private final long total;
  private final long startNanos = System.nanoTime();
  private long done;
  private long shownNanos = startNanos;

  /**
   * @param total bytes that are to be read
   */
  Progress(long total) {
    this.total = total;
  }

  /** Is standard error a terminal? Java does not tell. */
  private static boolean isTerminal() {
    try {
      return new ProcessBuilder("test", "-t", "2").inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** So many bytes of the present file were read. */
  void at(long bytes) {
    long now = System.nanoTime();
    if (isShown && now - shownNanos > PACE_NANOS) {
      shownNanos = now;
      show(done + bytes, now);
    }
  }

  /** A file of so many bytes was read. */
  void finished(long bytes) {
    done += bytes;
  }

  private void show(long read, long now) {
    double seconds = (now - startNanos) / 1e9;
    double rate = read / seconds;
    System.err.printf(
        Locale.ROOT,
        "\r%3d%%  %,d MB  %,d MB/s  %d s left ",
        total == 0 ? 100 : 100 * read / total,
        read / 1_000_000,
        (long) rate / 1_000_000,
        (long) Math.ceil((total - read) / rate));
  }

  /** Leaves the line to others. */
  void clear() {
    if (isShown) {
      System.err.print("\r" + " ".repeat(60) + "\r");
    }
  }
}
