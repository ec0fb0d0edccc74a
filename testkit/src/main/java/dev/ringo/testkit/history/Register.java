package dev.ringo.testkit.history;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A register that can be read, written, deleted, and set on a condition; empty at first. Where the
 * store numbers the values of a key, each change has a higher version than the one before; a store
 * without versions leaves them out of its answers.
 */
public final class Register implements Model<Register.Content, Register.Request, Register.Answer> {

  /** What it is asked. */
  public sealed interface Request {}

  public record Read() implements Request {}

  public record Write(String value) implements Request {}

  public record Delete() implements Request {}

  /**
   * Writes if the value is the expected one.
   *
   * @param expected empty: there is none
   */
  public record SetIfValue(Optional<String> expected, String value) implements Request {}

  /**
   * Writes if the version is the expected one.
   *
   * @param expected empty: there is no value
   */
  public record SetIfVersion(OptionalLong expected, String value) implements Request {}

  /** What it answers. */
  public sealed interface Answer {}

  /** To a read. */
  public record Shown(Optional<String> value, OptionalLong version) implements Answer {}

  /**
   * To a change that was made.
   *
   * @param version of the new value, if it was told
   */
  public record Changed(OptionalLong version) implements Answer {}

  /** To a change whose condition was not met. */
  public record Refused() implements Answer {}

  /**
   * What it holds.
   *
   * @param version of the value; empty if there is none, or if nobody was told
   * @param newest the highest version that is known to have been given, 0 before the first
   */
  public record Content(Optional<String> value, OptionalLong version, long newest) {

    private Content with(Optional<String> newValue, OptionalLong newVersion) {
      return new Content(newValue, newVersion, Math.max(newest, newVersion.orElse(newest)));
    }
  }

  @Override
  public Content initial() {
    return new Content(Optional.empty(), OptionalLong.empty(), 0);
  }

  @Override
  public Optional<Content> next(Content now, Request request, Optional<Answer> answer) {
    if (request instanceof Read) {
      return answer.isPresent() ? read(now, answer.get()) : Optional.of(now);
    }
    if (answer.isPresent() && answer.get() instanceof Refused) {
      return mayRefuse(now, request) ? Optional.of(now) : Optional.empty();
    }
    return mayChange(now, request) ? change(now, request, answer) : Optional.empty();
  }

  private static Optional<Content> read(Content now, Answer answer) {
    if (!(answer instanceof Shown shown) || !shown.value.equals(now.value)) {
      return Optional.empty();
    }
    if (shown.version.isEmpty() || shown.version.equals(now.version)) {
      return Optional.of(now);
    }
    // A change whose answer was lost: the version that it was given is learned here.
    boolean learned = now.version.isEmpty() && shown.version.getAsLong() > now.newest;
    return learned ? Optional.of(now.with(now.value, shown.version)) : Optional.empty();
  }

  private static Optional<Content> change(Content now, Request request, Optional<Answer> answer) {
    OptionalLong version = OptionalLong.empty();
    if (answer.isPresent()) {
      if (!(answer.get() instanceof Changed changed)) {
        return Optional.empty();
      }
      version = changed.version;
    }
    if (version.isPresent() && version.getAsLong() <= now.newest) {
      return Optional.empty();
    }
    Content next = now.with(valueOf(request), version);
    return Optional.of(
        next.value.isPresent() ? next : new Content(next.value, OptionalLong.empty(), next.newest));
  }

  private static Optional<String> valueOf(Request request) {
    if (request instanceof Write write) {
      return Optional.of(write.value);
    }
    if (request instanceof SetIfValue set) {
      return Optional.of(set.value);
    }
    return request instanceof SetIfVersion set ? Optional.of(set.value) : Optional.empty();
  }

  private static boolean mayChange(Content now, Request request) {
    if (request instanceof SetIfValue set) {
      return set.expected.equals(now.value);
    }
    return !(request instanceof SetIfVersion set)
        || (set.expected.isEmpty() ? now.value.isEmpty() : mayHave(now, set.expected.getAsLong()));
  }

  private static boolean mayRefuse(Content now, Request request) {
    if (request instanceof SetIfValue set) {
      return !set.expected.equals(now.value);
    }
    if (!(request instanceof SetIfVersion set)) {
      return false;
    }
    return set.expected.isEmpty() ? now.value.isPresent() : !set.expected.equals(now.version);
  }

  private static boolean mayHave(Content now, long version) {
    return now.value.isPresent()
        && (now.version.isPresent() ? now.version.getAsLong() == version : version > now.newest);
  }
}
