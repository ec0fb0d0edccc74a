package dev.ringo.journal;

/** A journal's directory cannot be used; the message says why. */
public final class JournalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
