package dev.ringo.value;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.ExternalValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file of a value in a copy's directory, read without the copy's node, which may be running.
 */
public final class StoredValue {

  private final Path file;
  private final ExternalValue value;

  /**
   * The file that an entry names; it may not exist.
   *
   * @param directory of the copy with the entry
   */
  public StoredValue(Path directory, ExternalValue value) {
    this.file = directory.resolve(value.name());
    this.value = value;
  }

  /** What is wrong with it, in words; none if it is whole. All of it is read. */
  public Optional<String> damage() throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      for (int block = 0; block < value.blockCount(); block++) {
        if (!value.isBlock(block, bytes.readNBytes(value.lengthOf(block)))) {
          return Optional.of(
              value.name()
                  + " is damaged between bytes "
                  + value.startOf(block)
                  + " and "
                  + (value.startOf(block) + value.lengthOf(block)));
        }
      }
      return bytes.read() < 0
          ? Optional.empty()
          : Optional.of(value.name() + " is longer than " + value.length() + " bytes");
    } catch (NoSuchFileException e) {
      return Optional.of(value.name() + " is missing");
    }
  }

  /** Its bytes, not checked. */
  public InputStream open() throws IOException {
    return Files.newInputStream(file);
  }

  /**
   * All of its bytes, checked.
   *
   * @throws DamagedEntryException if it is damaged or missing
   * @throws UncheckedIOException if it cannot be read
   */
  public byte[] bytes() {
    try {
      Optional<String> wrong = damage();
      if (wrong.isPresent()) {
        throw new DamagedEntryException(0, wrong.get());
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String name() {
    return value.name();
  }

  public long length() {
    return value.length();
  }
}
