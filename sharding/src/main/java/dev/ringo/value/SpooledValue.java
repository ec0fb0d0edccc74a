package dev.ringo.value;

import dev.ringo.entry.EntryId;
import dev.ringo.entry.ExternalValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A value that this node received and has in a file until its copies have it. */
public final class SpooledValue {

  private final EntryId id;
  private final ExternalValue value;
  private final Path file;

  SpooledValue(EntryId id, ExternalValue value, Path file) {
    this.id = id;
    this.value = value;
    this.file = file;
  }

  /** The id for its entry. */
  public EntryId id() {
    return id;
  }

  public ExternalValue value() {
    return value;
  }

  /** Its copies have it, or nobody wants it. */
  public void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is deleted as a leftover later.
    }
  }
}
