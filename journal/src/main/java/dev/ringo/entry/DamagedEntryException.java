package dev.ringo.entry;

/** Bytes that should be an entry are not: a wrong magic number, length or CRC. */
public final class DamagedEntryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DamagedEntryException(long offset, String what) {
    super("damaged entry at byte " + offset + ": " + what);
  }
}
