package dev.ringo.journal;

import java.io.IOException;

/** A file is so damaged that it cannot be told which events were in it; the message says where. */
public final class LostEventsException extends IOException {

  private static final long serialVersionUID = 1L;

  LostEventsException(String message) {
    super(message);
  }
}
