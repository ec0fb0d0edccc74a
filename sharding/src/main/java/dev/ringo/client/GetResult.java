package dev.ringo.client;

import java.util.List;
import java.util.Optional;

/** The outcome of a get. */
public sealed interface GetResult {

  /**
   * The values of the key in the order of their acknowledgement, none if it has none.
   *
   * @param more present if there are more values than one answer carries; {@link RingoClient#next}
   *     gets them
   */
  record Found(List<Value> values, Optional<Cursor> more) implements GetResult {

    public Found {
      values = List.copyOf(values);
    }
  }

  record GetFailed(Failure failure) implements GetResult {}

  /** Where a long get goes on: it sees what the first answer saw. */
  final class Cursor {
    private final ReadRequest next;

    Cursor(ReadRequest read, long from, long upTo) {
      this.next = read.goingOn(from, upTo);
    }

    ReadRequest next() {
      return next;
    }
  }
}
